import { defineTexts } from '../../../language/texts.ts';

export const STEP_NAMES = ['class', 'budget', 'student', 'token', 'call', 'roster'] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** The owner's first steps: to a first call, and then to a whole class. */
export const GUIDE = defineTexts({
  en: {
    title: 'First steps',
    lead: 'From an empty server to a class at work. Each step leads to where it is done.',
    done: 'done',
    progress: (done: number, all: number) => `First steps: ${done} of ${all} done.`,
    next: 'Next:',
    all: 'All steps',
    hide: 'Hide the steps',
    hidden: 'The overview does not show these steps now.',
    show: 'Show them on the overview',
    toOverview: 'Back to the overview',
    steps: {
      class: { title: 'Create a class', why: 'A name, a time zone and a language. Budgets reset by its calendar.' },
      budget: { title: 'Set a budget', why: 'What each student may spend, and what the class may spend in total.' },
      student: { title: 'Add a student', why: 'Begin with yourself, to see what students see. A name is enough.' },
      token: { title: 'Issue an API token', why: 'Students use it instead of your key. It is shown once.' },
      call: {
        title: 'Send a first call',
        why: 'The page that shows a token also shows this code, with the token in it.',
      },
      roster: { title: 'Bring in the whole class', why: 'Give students the link to join, or import a list of names.' },
    } satisfies Record<StepName, { title: string; why: string }>,
    code: 'Code for the first call',
    codeHow: 'Put the API token where it says jgp_...',
    tryIt: 'Or try it in the browser: sign in as the student with the token',
    joinLink: 'Link to join',
    openJoining: 'Open the class for joining',
    roster: 'Import a roster',
    byName: 'Add students by name',
  },
  ko: {
    title: '처음 시작하기',
    lead: '빈 서버에서 수업을 시작하기까지 할 일이에요. 누르면 그 일을 하는 화면이 열려요.',
    done: '완료',
    progress: (done, all) => `처음 시작하기: ${all}단계 중 ${done}단계를 마쳤어요.`,
    next: '다음:',
    all: '모든 단계',
    hide: '단계 숨기기',
    hidden: '지금은 한눈에 보기에 이 단계가 나오지 않아요.',
    show: '한눈에 보기에 다시 표시',
    toOverview: '한눈에 보기로',
    steps: {
      class: { title: '반 만들기', why: '이름과 시간대, 언어만 정하면 돼요. 예산은 반의 달력에 맞춰 다시 채워져요.' },
      budget: { title: '예산 정하기', why: '학생 한 명이 쓸 수 있는 돈과 반 전체가 쓸 수 있는 돈을 정해요.' },
      student: { title: '학생 추가하기', why: '먼저 자신을 추가하면 학생 화면을 볼 수 있어요. 이름만 있으면 돼요.' },
      token: { title: 'API 토큰 발급하기', why: '학생이 OpenAI 키 대신 쓰는 토큰이에요. 한 번만 보여 드려요.' },
      call: { title: '첫 호출 보내기', why: '토큰을 발급하면 토큰이 들어간 코드가 함께 나와요.' },
      roster: { title: '반 학생 모두 추가하기', why: '학생들에게 참여 링크를 알려 주거나 명단을 한꺼번에 넣어요.' },
    },
    code: '첫 호출 코드',
    codeHow: 'jgp_...라고 적힌 자리에 API 토큰을 넣으세요.',
    tryIt: '브라우저에서 바로 써 보려면 그 토큰으로 학생 로그인',
    joinLink: '참여 링크',
    openJoining: '참여 열기',
    roster: '명단 넣기',
    byName: '이름으로 추가',
  },
});
