import { defineTexts } from '../../language/texts.ts';

/** The box that sends one short question. */
export const TRY_IT = defineTexts({
  en: {
    title: 'Try it here',
    lead: 'One short question, one short answer. It is a real call and comes out of your budget.',
    needsScripts: 'This box needs scripts, which are off in this browser. The programs below work all the same.',
    notNow: 'Calls are refused at the moment. The top of this page says why.',
    model: 'Model',
    question: 'Your question',
    example: 'What is a wallet for? One sentence, please.',
    send: 'Ask',
    waiting: 'Asking…',
    answer: 'Answer',
    nothingCame: 'The answer was empty.',
    broken: 'The connection broke. The last calls show whether it cost anything.',
    cost: (amount: string, tokens: string) => `This cost ${amount}: ${tokens}.`,
  },
  ko: {
    title: '여기서 한번 물어보기',
    lead: '짧게 묻고 짧은 답을 받아요. 실제 호출이라 내 예산에서 비용이 차감돼요.',
    needsScripts:
      '이 기능을 쓰려면 자바스크립트가 필요한데 이 브라우저에서는 꺼져 있어요. 아래 코드는 그대로 쓸 수 있어요.',
    notNow: '지금은 보낼 수 없어요. 이유는 페이지 맨 위에 적혀 있어요.',
    model: '모델',
    question: '질문',
    example: '지갑은 왜 필요할까? 한 문장으로 답해 줘.',
    send: '물어보기',
    waiting: '묻는 중…',
    answer: '답',
    nothingCame: '빈 답이 왔어요.',
    broken: '연결이 끊겼어요. 돈이 들었는지는 최근 호출에서 확인하세요.',
    cost: (amount, tokens) => `이번 질문에 ${amount} 들었어요. 토큰 수: ${tokens}.`,
  },
});
