import { defineTexts } from '../../../language/texts.ts';

/** The box that has a picture drawn. */
export const TRY_IMAGE = defineTexts({
  en: {
    title: 'Have a picture drawn',
    lead: 'A sentence becomes a picture of 1024x1024. It is a real call and comes out of your budget.',
    prompt: 'What to draw',
    example: 'A leather wallet on a desk, in watercolours',
    model: 'Model',
    send: 'Draw',
    waiting: 'Drawing…',
    save: 'Save the picture',
    demo: 'Shapes in place of a picture: this server has no key yet.',
    broken: 'The connection broke. The last calls show whether it cost anything.',
    cost: (amount: string) => `This picture cost ${amount}.`,
  },
  ko: {
    title: '그림 그려 보기',
    lead: '한 문장을 1024x1024 크기의 그림으로 그려 줘요. 실제 호출이라 내 예산에서 비용이 차감돼요.',
    prompt: '그릴 것',
    example: '책상 위에 놓인 가죽 지갑, 수채화',
    model: '모델',
    send: '그리기',
    waiting: '그리는 중…',
    save: '그림 저장하기',
    demo: '아직 키가 없는 서버라 그림 대신 도형을 보여 줘요.',
    broken: '연결이 끊겼어요. 돈이 들었는지는 최근 호출에서 확인하세요.',
    cost: (amount) => `이 그림에 ${amount} 들었어요.`,
  },
});
