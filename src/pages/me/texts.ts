import { defineReaderTexts } from '../../language/reader-texts.ts';
import type { Outcome } from '../../ledger/holds.ts';

/** The student's own page. */
export const ME = defineReaderTexts({
  en: (ownerTitle: string) => ({
    title: (name: string) => `${name}’s wallet`,
    left: 'What is left',
    /** Of the budget that the whole class shares. @param period such as "This month" */
    classPeriod: (period: string) => `The whole class, ${period.toLowerCase()}`,

    suspended: `Your access is suspended. Ask ${ownerTitle} why; your budget stays as it is.`,
    notYet: (day: string) => `Your class begins on ${day}. Calls work from that day on; you can set up your code now.`,
    over: (day: string) =>
      `Your class ended on ${day}, so calls are refused. If you still need them, ask ${ownerTitle}.`,
    tokenEnds: (moment: string) => `Your API token works until ${moment}. Ask ${ownerTitle} for a new one before then.`,
    tokenReplaced: (moment: string) =>
      `This API token has been replaced. It works until ${moment}; sign in with the new one.`,

    calls: 'Last calls',
    /** On a phone, where only the newest are shown at first. */
    allCalls: (count: number) => `Show all ${count}`,
    when: 'When',
    model: 'Model',
    inAndOut: 'Tokens',
    cost: 'Cost',
    outcome: 'Outcome',
    outcomes: {
      ok: 'Answered',
      shared: 'Answered together with the same call of a classmate; nothing was charged',
      shared_lost: 'You disconnected, or the answer of a classmate’s same call broke off; nothing was charged',
      hung_up: 'You disconnected before the end; the model finished, and the whole answer was charged',
      no_usage: 'Answered; the usage is not known, so the most it can have cost was charged',
      abandoned: 'You disconnected before the end; the call was charged all the same',
      cancelled: 'You disconnected before the end; the most it can have cost by then was charged',
      upstream_refused: 'The provider refused it; nothing was charged',
      upstream_unreachable: 'The provider could not be reached; nothing was charged',
      upstream_died: `Broke off in the middle; ${ownerTitle} can refund it`,
      upstream_timeout: `Took too long; ${ownerTitle} can refund it`,
      stopped: `The server was restarted; ${ownerTitle} can refund it`,
      crash: `The server crashed; ${ownerTitle} can refund it`,
    } satisfies Record<Outcome, string>,
    tokens: (input: string, output: string) => `${input} in, ${output} out`,
    /** Of a call. */
    answeredBy: (served: string) => `${served} answered`,
    /** Of a name that one may use. */
    answers: (served: string) => `${served} answers for it`,
    /** Models of the class's list that come next. */
    follows: (models: string) => `when your money is spent: ${models}`,
    /** Of a model that takes them; the worst case of one. */
    pictures: (amount: string) => `takes pictures, at most ${amount} each`,
    refunded: (amount: string) => `${amount} refunded`,
    noCalls: 'No calls yet.',
    noCallsBegin: 'No calls yet. Ask something in the box below, or paste the first program.',
    noCallsNext: 'See the first program',

    days: 'Cost by day',
    otherModels: 'Other models',

    code: 'Use it in your code',
    codeLead: 'Any OpenAI client works. Change only the key and the address.',
    codeToken: 'Put your API token where it says jgp_... The token was shown only once, so it is not on this page.',
    baseUrl: 'Address (base URL)',

    models: 'Models you may use',
    modelsCaption: 'Models and their prices per million tokens',
    inputPrice: 'Input',
    outputPrice: 'Output',
    prices: 'Prices are per million tokens.',
    free: 'free',
    rules: 'Rules of the class',

    token: 'Your API token',
    tokenWhat:
      'Whoever has it spends your budget. If it got into a chat, a screenshot or a public notebook, replace it.',
    tokenBegins: 'Begins with',
    tokenLabel: 'Label',
    tokenUntil: 'Works until',
    rotateOpen: 'Replace my token',
    rotateWhat:
      'You get a new token, shown only once. The current one stops at once, so your programs and notebooks need the new one. Your budget and calls stay.',
    rotateAct: 'Replace it now',
    rotated: 'Your new API token',
    rotatedLead: 'It is shown only once. Copy it now, and keep it where nobody else can see it.',
    oldStopped: (prefix: string) =>
      `The old token (${prefix}…) no longer works. This browser stays signed in with the new one.`,
    toMyPage: 'I copied it: back to my wallet',
    cannotRotate: 'This API token was replaced or revoked in the meantime. Sign in with the current one.',
  }),
  ko: (ownerTitle) => ({
    title: (name) => `${name}님의 지갑`,
    left: '남은 돈',
    classPeriod: (period) => `우리 반의 ${period}`,

    suspended: `지금은 사용이 정지되어 있어요. 이유는 ${ownerTitle}께 여쭤보세요. 예산은 그대로 남아 있어요.`,
    notYet: (day) => `수업이 ${day}에 시작돼요. 그날부터 호출할 수 있어요. 코드는 지금 미리 준비해 두어도 좋아요.`,
    over: (day) => `수업이 ${day}에 끝나서 더는 호출할 수 없어요. 더 필요하면 ${ownerTitle}께 말씀드리세요.`,
    tokenEnds: (moment) =>
      `지금 쓰는 API 토큰은 ${moment}까지만 쓸 수 있어요. 그 전에 ${ownerTitle}께 새 토큰을 받으세요.`,
    tokenReplaced: (moment) =>
      `이미 새 토큰으로 교체된 토큰이에요. ${moment}까지만 쓸 수 있으니 새 토큰으로 로그인하세요.`,

    calls: '최근 호출',
    allCalls: (count) => `${count}건 모두 보기`,
    when: '시각',
    model: '모델',
    inAndOut: '토큰 수',
    cost: '비용',
    outcome: '결과',
    outcomes: {
      ok: '답을 받았어요',
      shared: '같은 순간에 똑같은 호출을 보낸 친구의 답을 함께 받았어요. 돈은 들지 않았어요',
      shared_lost:
        '친구가 보낸 똑같은 호출의 답을 함께 기다렸지만, 연결을 끊었거나 답이 중간에 끊겼어요. 돈은 들지 않았어요',
      hung_up: '끝나기 전에 연결을 끊었지만, 모델이 답을 끝까지 써서 전체 비용이 차감됐어요',
      no_usage: '답을 받았어요. 사용량을 알 수 없어 최대 금액이 차감됐어요',
      abandoned: '끝나기 전에 연결을 끊었지만 비용은 차감됐어요',
      cancelled: '끝나기 전에 연결을 끊어서, 그때까지 들 수 있는 최대 비용만 차감됐어요',
      upstream_refused: '모델 제공자가 거절했어요. 돈은 들지 않았어요',
      upstream_unreachable: '모델 제공자에 연결하지 못했어요. 돈은 들지 않았어요',
      upstream_died: `답이 중간에 끊겼어요. ${ownerTitle}께 말씀드리면 환불받을 수 있어요`,
      upstream_timeout: `너무 오래 걸렸어요. ${ownerTitle}께 말씀드리면 환불받을 수 있어요`,
      stopped: `서버를 다시 시작해서 끊겼어요. ${ownerTitle}께 말씀드리면 환불받을 수 있어요`,
      crash: `서버가 멈춰서 끊겼어요. ${ownerTitle}께 말씀드리면 환불받을 수 있어요`,
    },
    tokens: (input, output) => `입력 ${input}, 출력 ${output}`,
    answeredBy: (served) => `${served} 모델이 대신 답함`,
    answers: (served) => `${served} 모델이 대신 답해요`,
    follows: (models) => `돈을 다 쓰면: ${models}`,
    pictures: (amount) => `사진도 받아요(한 장에 최대 ${amount})`,
    refunded: (amount) => `${amount} 환불받음`,
    noCalls: '아직 호출이 없어요.',
    noCallsBegin: '아직 호출이 없어요. 아래에서 바로 물어보거나 예제 코드를 실행해 보세요.',
    noCallsNext: '예제 코드 보기',

    days: '날짜별로 쓴 돈',
    otherModels: '그 밖의 모델',

    code: '내 코드에서 쓰기',
    codeLead: '쓰던 OpenAI 코드에서 키와 주소만 바꾸면 돼요.',
    codeToken:
      'jgp_...라고 적힌 자리에 내 토큰을 넣으세요. 토큰은 발급할 때 한 번만 보여 주기 때문에 여기에는 나오지 않아요.',
    baseUrl: '주소(base_url)',

    models: '쓸 수 있는 모델',
    modelsCaption: '모델과 100만 토큰당 가격',
    inputPrice: '입력',
    outputPrice: '출력',
    prices: '100만 토큰당 가격이에요.',
    free: '무료',
    rules: '우리 반 규칙',

    token: '내 API 토큰',
    tokenWhat:
      '이 토큰을 가진 사람은 내 예산을 쓸 수 있어요. 채팅이나 화면 캡처, 공개한 코랩 노트북에 들어갔다면 새 토큰으로 교체하세요.',
    tokenBegins: '앞부분',
    tokenLabel: '용도',
    tokenUntil: '만료',
    rotateOpen: 'API 토큰 교체하기',
    rotateWhat:
      '새 토큰은 한 번만 보여요. 지금 토큰은 바로 쓸 수 없게 되니, 프로그램과 코랩 노트북에 새 토큰을 넣어야 해요. 예산과 호출 기록은 그대로예요.',
    rotateAct: '지금 교체하기',
    rotated: '새 API 토큰',
    rotatedLead: '지금 한 번만 보여요. 바로 복사해서 남이 볼 수 없는 곳에 두세요.',
    oldStopped: (prefix) => `이전 토큰(${prefix}…)은 이제 쓸 수 없어요. 이 브라우저는 새 토큰으로 로그인되어 있어요.`,
    toMyPage: '복사했어요. 내 지갑 보기',
    cannotRotate: '그사이 교체되었거나 폐기된 토큰이에요. 지금 쓸 수 있는 토큰으로 로그인하세요.',
  }),
});
