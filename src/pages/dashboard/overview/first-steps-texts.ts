import { defineTexts } from '../../web/texts.ts';
export const STEP_NAMES = ['class', 'budget', 'student', 'token', 'call'] as const;
export type StepName = (typeof STEP_NAMES)[number];

export const FIRST_STEPS = defineTexts({
  en: {
    title: 'Five steps to the first call',
    done: 'done',
    steps: {
      class: { title: 'Create a class', why: 'A name, a time zone and a language. Budgets reset by its calendar.' },
      budget: { title: 'Set a budget', why: 'What each student may spend, and what the class may spend in total.' },
      student: { title: 'Add a student', why: 'A name is enough. Add yourself to try it.' },
      token: { title: 'Issue an API token', why: 'Students use it instead of your key. It is shown once.' },
      call: {
        title: 'Make the first call',
        why: 'Copy the code that is shown with the token, or sign in with the token at /me and try it there.',
      },
    } satisfies Record<StepName, { title: string; why: string }>,
  },
  ko: {
    title: '첫 호출까지 다섯 단계',
    done: '완료',
    steps: {
      class: { title: '반 만들기', why: '이름과 시간대, 언어만 정하면 돼요. 예산은 반의 달력에 맞춰 다시 채워져요.' },
      budget: { title: '예산 정하기', why: '학생 한 명이 쓸 수 있는 돈과 반 전체가 쓸 수 있는 돈을 정해요.' },
      student: { title: '학생 추가하기', why: '이름만 있으면 돼요. 시험 삼아 자신을 추가해 보세요.' },
      token: { title: 'API 토큰 발급하기', why: '학생이 내 키 대신 쓰는 토큰이에요. 한 번만 보여 드려요.' },
      call: {
        title: '첫 호출 보내기',
        why: '토큰과 함께 나오는 코드를 복사해 실행하거나, 그 토큰으로 /me에 로그인해 바로 써 보세요.',
      },
    },
  },
});
