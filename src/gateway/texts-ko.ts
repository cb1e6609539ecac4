import type { MoneyText, Texts } from './texts.ts';

const PERIODS = { day: '오늘', week: '이번 주', month: '이번 달', term: '이번 학기', total: '전체' } as const;
const EXPECTED = {
  object: '객체({...})여야',
  list: '리스트([...])여야',
  text: '문자열이어야',
  boolean: 'true 또는 false여야',
  'positive-integer': '(너무 크지 않은) 양의 정수여야',
  choice: 'OpenAI 문서에 있는 값 중 하나여야',
} as const;

function budget({ scope, period }: MoneyText): string {
  if (scope === 'student') return `${PERIODS[period]} 예산`;
  return scope === 'class' ? `우리 반의 ${PERIODS[period]} 예산` : `이 게이트웨이의 ${PERIODS[period]} 예산`;
}

function comesBack({ resetsAt }: MoneyText): string {
  return resetsAt === null
    ? '저절로 다시 채워지지 않으니 선생님께 말씀드리세요.'
    : `${resetsAt}에 다시 채워집니다. 기다리기 어려우면 선생님께 말씀드리세요.`;
}

export const KO: Texts = {
  noToken: () => 'API 토큰이 없습니다. 선생님께 받은 토큰("jgp_"로 시작)을 api_key에, 이 주소를 base_url에 넣으세요.',
  openaiKey: () =>
    '여기서는 OpenAI 키를 쓰지 않습니다. 선생님께 받은 토큰("jgp_"로 시작)을 api_key에 넣으세요. 진짜 키를 실수로 보냈다면 OpenAI에서 그 키를 폐기하세요.',
  badToken: () =>
    '알 수 없는 API 토큰입니다. 빈칸 없이 처음부터 끝까지 다시 복사하거나("jgp_"로 시작) 선생님께 새 토큰을 받으세요.',
  revokedToken: () => '교체되었거나 폐기된 API 토큰입니다. 선생님께 새 토큰을 받으세요.',
  expiredToken: () => '기한이 지난 API 토큰입니다. 선생님께 새 토큰을 받으세요.',
  noSession: () => '로그인이 끝났거나 너무 오래 열어 둔 페이지입니다. 페이지를 새로 열어 다시 해 보세요.',
  suspended: () => '사용이 잠시 중지되었습니다. 이유는 선생님께 여쭤보세요. 예산은 그대로 남아 있습니다.',
  classNotYet: (className, startsOn) => `${className} 수업이 아직 시작되지 않았습니다. ${startsOn}부터 쓸 수 있습니다.`,
  classOver: (className, endsOn) =>
    `${className} 수업이 ${endsOn}에 끝나 더 이상 쓸 수 없습니다. 선생님께 말씀드리세요.`,
  tooManyFailures: (seconds) =>
    `이 주소에서 잘못된 API 토큰이 너무 많이 왔습니다. ${seconds}초 뒤에 토큰을 확인하고 다시 시도하세요.`,
  tooManyRequests: (perMinute, seconds) =>
    `1분에 ${perMinute}번까지 요청할 수 있습니다. ${seconds}초 뒤에 다시 시도하세요. 반복문이라면 사이에 잠깐 쉬어 주세요.`,
  tooManyInFlight: (atOnce) => `한 번에 ${atOnce}개까지 호출할 수 있습니다. 하나가 끝난 뒤에 다시 시도하세요.`,
  busy: () => '게이트웨이가 처리할 수 있는 만큼 처리하고 있습니다. 잠시 뒤에 다시 시도하세요.',
  stopping: () => '게이트웨이를 다시 시작하고 있습니다. 잠시 뒤에 다시 시도하세요.',
  unknownUrl: (served) =>
    `이 주소에는 아무것도 없습니다. 쓸 수 있는 주소: ${served}. base_url이 맞는지(/v1로 끝납니다) 확인하세요.`,
  queryString: () => '주소에 "?"로 시작하는 부분은 쓸 수 없습니다. 지우고 다시 보내세요.',
  notJson: () => '본문을 JSON으로 읽을 수 없습니다. curl을 쓴다면 따옴표와 쉼표를 확인하세요.',
  notJsonType: () => '본문은 압축하지 않은 JSON으로, "Content-Type: application/json" 헤더와 함께 보내세요.',
  tooLarge: (bytes) => `요청이 ${bytes}바이트보다 큽니다. 글이나 이전 대화를 줄여서 보내세요.`,
  badRequest: () => '게이트웨이가 읽을 수 없는 요청입니다.',
  tooSlow: () => '요청이 도착하는 데 너무 오래 걸렸습니다. 다시 보내세요.',
  modelMissing: (allowed) => `어떤 모델을 쓸지 적어 주세요: ${allowed}.`,
  modelNotAllowed: (asked, allowed) =>
    `${asked} 모델은 쓸 수 없습니다. 쓸 수 있는 모델: ${allowed}. 돈은 쓰이지 않았습니다.`,
  parameterMissing: (param) => `"${param}" 값이 없거나 비어 있습니다.`,
  parameterUnknown: (param) =>
    `"${param}"은(는) 게이트웨이가 모르는 매개변수라서 거절했습니다. 철자를 확인하거나 빼고 보내세요.`,
  parameterUnsupported: (param) => `"${param}"은(는) 비용의 한도를 알 수 없어 여기서는 쓸 수 없습니다. 빼고 보내세요.`,
  parameterStored: (param) =>
    `"${param}"은(는) 이전 답을 가리키는데, 여기에는 답이 저장되지 않습니다. 이전 메시지를 그대로 보내세요. AI SDK라면 store: false로 설정하세요.`,
  parameterOnlyReasoning: (param) =>
    `"${param}"은(는) 추론 모델에서만 쓸 수 있는데 이 모델은 추론 모델이 아닙니다. 빼고 보내세요.`,
  parameterNotText: (param) => `여기서는 글만 쓸 수 있습니다. 이미지, 소리, 파일은 보낼 수 없습니다("${param}").`,
  parameterWrong: (param, expected) => `"${param}" 값은 ${EXPECTED[expected]} 합니다.`,
  parameterBothCaps: () => 'max_tokens와 max_completion_tokens 중 하나만 보내세요.',
  parameterNotStreaming: () => '"stream_options"는 "stream": true일 때만 쓸 수 있습니다.',
  moneySpent: (money) =>
    `보내지 않았습니다: ${budget(money)} $${money.limit}로는 이 호출을 감당할 수 없습니다. 남은 돈은 $${money.left}이고, 이 호출은 최대 $${money.needed}가 들 수 있습니다. ` +
    (money.affordableCap === null
      ? ''
      : `${money.capName} 값을 ${money.affordableCap} 이하로 하면 보낼 수 있습니다. `) +
    comesBack(money),
  moneyHeld: (money, seconds) =>
    `보내지 않았습니다: ${budget(money)} $${money.limit}가 지금 진행 중인 다른 호출에 잡혀 있습니다. ${seconds}초 뒤에 다시 시도하세요.`,
  ledgerFailed: () =>
    '게이트웨이가 장부에 기록할 수 없어 아무것도 보내지 않았습니다. 돈은 쓰이지 않았습니다. 선생님께 알려 주세요.',
  internal: (requestId) => `게이트웨이에 문제가 생겼습니다. 선생님께 이 번호를 알려 주세요: ${requestId}.`,
  interrupted: () =>
    '게이트웨이를 다시 시작하느라 답이 중간에 끊겼습니다. 이 호출에 잡아 둔 돈은 쓴 것으로 처리되었습니다. 돌려받으려면 선생님께 말씀드리세요.',
  upstreamUnreachable: () => '모델 제공자에 연결할 수 없습니다. 돈은 쓰이지 않았습니다. 나중에 다시 시도하세요.',
  upstreamFailed: () => '모델 제공자 쪽에 문제가 있습니다. 돈은 쓰이지 않았습니다. 잠시 뒤에 다시 시도하세요.',
  upstreamDied: () =>
    '모델 제공자가 답을 중간에 끊었습니다. 이 호출의 비용은 쓴 것으로 처리되었습니다. 돌려받으려면 선생님께 말씀드리세요.',
  upstreamTimeout: () =>
    '모델 제공자의 답이 너무 오래 걸렸습니다. 이 호출의 비용은 쓴 것으로 처리되었습니다. 돌려받으려면 선생님께 말씀드리고, 더 짧은 답을 요청해 보세요.',
  upstreamKey: () =>
    '모델 제공자가 게이트웨이의 키를 받아 주지 않았습니다. 여러분 잘못이 아니며 돈도 쓰이지 않았습니다. 선생님께 알려 주세요.',
  upstreamAddress: () =>
    '게이트웨이에 설정된 모델 제공자 주소가 맞지 않습니다. 여러분 잘못이 아니며 돈도 쓰이지 않았습니다. 선생님께 알려 주세요.',
  upstreamOutOfMoney: () =>
    '모델 제공자 쪽 계정에 돈이 없거나 한도를 넘었습니다. 여러분 잘못이 아니며 돈도 쓰이지 않았습니다. 선생님께 알려 주세요.',
  upstreamModel: (model) =>
    `모델 제공자가 더 이상 ${model} 모델을 제공하지 않습니다. 여러분 잘못이 아니며 돈도 쓰이지 않았습니다. 선생님께 알려 주세요.`,
  upstreamBusy: (seconds) =>
    `모델 제공자가 게이트웨이의 호출을 제한하고 있습니다. 돈은 쓰이지 않았습니다. ${seconds}초 뒤에 다시 시도하세요.`,
  upstreamTooLong: (contextWindow) =>
    `보낸 글과 답을 합쳐 모델의 한도인 ${contextWindow}토큰을 넘습니다. 글을 줄이거나 max_tokens를 줄이세요.`,
  upstreamRefused: (reason) =>
    reason === null ? '모델 제공자가 이 요청을 거절했습니다.' : `모델 제공자가 이 요청을 거절했습니다: ${reason}`,
};
