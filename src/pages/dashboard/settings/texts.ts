import type { InputKind } from '../../../ledger/prices.ts';
import { defineTexts } from '../../web/texts.ts';

export const SETTINGS_PAGE = defineTexts({
  en: {
    lead: 'How this server is set. Settings are changed where it is started, not here.',
    signingIn: 'Signing in',
    ownerToken: 'Owner token',
    ownerTokenWhat: 'Opens this dashboard and the owner’s API. Only a fingerprint of it is kept.',
    ownerTokenIsSet:
      'It is set by JIGAP_OWNER_TOKEN where the server is started. To replace it, change that setting and start the server again.',
    rotate: 'Replace the owner token',
    rotateWhat:
      'The old token stops at once, also for scripts that use it, and every browser is signed out, this one too. The new one is shown once.',
    rotateDo: 'Make a new token',
    rotatedBefore: 'The token was replaced somewhere else just now. Sign in with that one.',
    rotatedTitle: 'Your new owner token',
    rotatedLead: 'It is shown this once, and counts from now on.',
    rotatedNext: 'Keep it safe. You are signed out everywhere, here too: sign in again with it.',
    signInAgain: 'Sign in',
    everywhere: 'Browsers',
    everywhereWhat: 'Ends every session of the owner. The owner token stays what it is; students stay signed in.',
    everywhereDo: 'Sign out everywhere',

    check: 'Ledger',
    checkWhat: 'Adds up every record again and compares it with every balance. Calls go on meanwhile.',
    checkDo: 'Check the ledger now',
    checkGood: 'Every balance is the sum of its records.',
    checkBad: (faults: number) => (faults === 1 ? 'One fault was found.' : `${faults} faults were found.`),
    checked: (balances: number, records: number, holds: number) =>
      `Looked at: ${number(balances)} balances, ${number(records)} records, ${number(holds)} open holds.`,

    prices: 'Models and prices',
    pricesWhat: 'USD per million tokens. Every hold and every bill is reckoned with these.',
    /** Where won stand beside every other amount. */
    pricesInUsd: 'They stay in USD, as the provider quotes them.',
    pricePercent: (percent: string) => `The catalogue’s prices times ${percent} %, as JIGAP_PRICE_PERCENT says.`,
    inUse: 'Models that students can use',
    others: (models: number) =>
      models === 1 ? '1 more model of the catalogue' : `${models} more models of the catalogue`,
    model: 'Model',
    endpoints: 'Endpoints',
    /** What calls may be made of. */
    inputs: (kinds: readonly InputKind[]) => `Input: ${kinds.join(', ')}`,
    context: 'Context',
    maxOutput: 'Most output',
    input: 'Input',
    cachedInput: 'Cached',
    output: 'Output',
    since: 'Since',
    retires: 'Shut down on',
    source: 'Source',
    sources: 'Sources of the prices',
    allowed: 'allowed',
    retired: 'shut down',
    notYet: 'not yet in force',
    replaced: 'no longer in force',
    serves: (names: string) => `answers for ${names}`,
    cacheWrite: (amount: string) => `writing the cache ${amount}`,
    longContext: (tokens: string, inputPercent: number, outputPercent: number) =>
      `above ${tokens} input tokens: input ${inputPercent} %, output ${outputPercent} %`,

    configuration: 'Settings of the server',
    configurationWhat: 'Secrets are not shown, and of addresses only the host.',
    name: 'Name',
    value: 'Value',
    whatFor: 'What it does',
    byDefault: (settings: number) => `${settings} more that have their default`,
    byEnvironment: 'Set in the environment',
    noneIsSet: 'Nothing is set: all of them have their default.',
    isSecret: 'set, not shown',
    notSet: 'not set',
  },
  ko: {
    lead: '이 서버가 어떻게 설정되어 있는지 볼 수 있어요. 설정은 여기가 아니라 서버를 시작하는 곳에서 바꿔요.',
    signingIn: '로그인',
    ownerToken: '운영자 토큰',
    ownerTokenWhat: '이 대시보드와 운영자 API를 여는 토큰이에요. 서버에는 해시만 남아요.',
    ownerTokenIsSet:
      '서버를 시작하는 곳의 JIGAP_OWNER_TOKEN으로 정해져 있어요. 바꾸려면 그 설정을 고치고 서버를 다시 시작해 주세요.',
    rotate: '운영자 토큰 교체',
    rotateWhat:
      '지금 토큰은 바로 쓸 수 없게 되고, 그 토큰을 쓰는 스크립트도 멈춰요. 이 브라우저를 포함해 모든 곳에서 로그아웃돼요. 새 토큰은 한 번만 보여요.',
    rotateDo: '새 토큰 만들기',
    rotatedBefore: '방금 다른 곳에서 토큰이 바뀌었어요. 그 토큰으로 로그인해 주세요.',
    rotatedTitle: '새 운영자 토큰',
    rotatedLead: '지금 한 번만 보여요. 이제부터 이 토큰을 써요.',
    rotatedNext: '잘 보관해 주세요. 여기를 포함해 모든 곳에서 로그아웃되었으니 이 토큰으로 다시 로그인해 주세요.',
    signInAgain: '로그인',
    everywhere: '브라우저',
    everywhereWhat: '운영자의 로그인을 모두 끝내요. 운영자 토큰은 그대로이고, 학생의 로그인도 유지돼요.',
    everywhereDo: '모든 곳에서 로그아웃',

    check: '장부',
    checkWhat: '모든 기록을 다시 더해서 잔액과 하나하나 비교해요. 그동안에도 호출은 계속돼요.',
    checkDo: '지금 장부 확인',
    checkGood: '모든 잔액이 기록의 합과 같아요.',
    checkBad: (faults) => `맞지 않는 곳이 ${faults}군데 있어요.`,
    checked: (balances, records, holds) =>
      `살펴본 것: 잔액 ${number(balances)}개, 기록 ${number(records)}개, 진행 중인 호출 ${number(holds)}개.`,

    prices: '모델과 가격',
    pricesWhat: '100만 토큰당 달러 가격이에요. 묶어 두는 돈도 차감하는 돈도 이 가격으로 계산해요.',
    pricesInUsd: '제공자가 달러로 정한 가격이라 원으로 바꾸지 않아요.',
    pricePercent: (percent) => `JIGAP_PRICE_PERCENT에 따라 가격표의 ${percent}%로 계산해요.`,
    inUse: '학생이 쓸 수 있는 모델',
    others: (models) => `가격표의 다른 모델 ${models}개`,
    model: '모델',
    endpoints: '엔드포인트',
    inputs: (kinds) => `입력: ${kinds.map((kind) => INPUTS_KO[kind]).join(', ')}`,
    context: '컨텍스트',
    maxOutput: '최대 출력',
    input: '입력',
    cachedInput: '캐시된 입력',
    output: '출력',
    since: '적용 시작',
    retires: '종료일',
    source: '출처',
    sources: '가격의 출처',
    allowed: '허용됨',
    retired: '종료됨',
    notYet: '아직 적용 전',
    replaced: '지난 가격',
    serves: (names) => `${names} 대신 답해요`,
    cacheWrite: (amount) => `캐시 쓰기 ${amount}`,
    longContext: (tokens, inputPercent, outputPercent) =>
      `입력이 ${tokens}토큰을 넘으면 입력 ${inputPercent}%, 출력 ${outputPercent}%`,

    configuration: '서버 설정',
    configurationWhat: '비밀 값은 표시하지 않고, 주소는 호스트까지만 표시해요.',
    name: '이름',
    value: '값',
    whatFor: '하는 일',
    byDefault: (settings) => `기본값 그대로인 설정 ${settings}개`,
    byEnvironment: '환경 변수로 정한 설정',
    noneIsSet: '따로 정한 것이 없어요. 모두 기본값이에요.',
    isSecret: '정해짐 (보여 주지 않음)',
    notSet: '정하지 않음',
  },
});

const INPUTS_KO: Readonly<Record<InputKind, string>> = { text: '글' };

function number(count: number): string {
  return count.toLocaleString('en');
}
