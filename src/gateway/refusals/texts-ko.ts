import type { MoneyText, Texts } from './texts.ts';

const PERIODS = { day: '오늘', week: '이번 주', month: '이번 달', term: '이번 학기', total: '전체 기간' } as const;
const EXPECTED = {
  object: '객체({...})여야',
  list: '리스트([...])여야',
  'shorter-list': 'OpenAI 문서에 있는 최대 개수를 넘지 않는 리스트([...])여야',
  text: '문자열이어야',
  'text-or-list': '문자열 또는 리스트([...])여야',
  boolean: 'true 또는 false여야',
  number: '숫자여야',
  integer: 'OpenAI 문서에 있는 범위 안의 정수여야',
  'positive-integer': '(너무 크지 않은) 양의 정수여야',
  choice: 'OpenAI 문서에 있는 값 중 하나여야',
} as const;

const REMEDIES = {
  'leave-out': '이 매개변수를 빼거나 다른 모델을 쓰세요.',
  'no-effort': '추론 강도(effort)를 "none"으로 정하거나 이 매개변수를 빼세요.',
  smaller:
    'jigap 서버가 대신 처리하지만, 답이 이렇게 커질 수 있으면 처리하지 못합니다. "stream": true로 받거나 max_tokens, n, logprobs 값을 줄이세요.',
  'without-echo': 'jigap 서버가 대신 처리하지만 echo와 함께 쓸 수는 없습니다. 둘 중 하나를 빼세요.',
} as const;

function budget({ scope, period }: MoneyText): string {
  if (scope === 'student') return `${PERIODS[period]} 예산`;
  return scope === 'class' ? `우리 반의 ${PERIODS[period]} 예산` : `모두가 함께 쓰는 ${PERIODS[period]} 예산`;
}

function comesBack({ resetsAt }: MoneyText): string {
  return resetsAt === null
    ? '저절로 다시 채워지지 않으니 선생님께 말씀드리세요.'
    : `${resetsAt}에 다시 채워집니다. 기다리기 어려우면 선생님께 말씀드리세요.`;
}

function shortfall(money: MoneyText): string {
  const { own, needed, capName } = money;
  if (own === null) return `이 호출에는 최대 $${needed}가 들 수 있는데, ${budget(money)}에 그만큼 남아 있지 않습니다.`;
  const fits = own.affordableCap === null ? '' : ` ${capName} 값을 ${own.affordableCap} 이하로 하면 보낼 수 있습니다.`;
  return `${budget(money)} $${own.limit} 가운데 $${own.left}가 남았는데, 이 호출에는 최대 $${needed}가 들 수 있습니다.${fits}`;
}

const NOTHING_SPENT = '돈은 들지 않았습니다. 잠시 뒤에 다시 시도하세요.';

export const KO: Texts = {
  noToken: () => 'API 토큰이 없습니다. 선생님께 받은 API 토큰("jgp_"로 시작)을 api_key에, 주소를 base_url에 넣으세요.',
  openaiKey: () =>
    'OpenAI 키는 이 서버에서 쓸 수 없습니다. 선생님께 받은 API 토큰("jgp_"로 시작)을 api_key에 넣으세요. 실제 키를 실수로 보냈다면 OpenAI에서 그 키를 폐기하세요.',
  badToken: () =>
    '알 수 없는 API 토큰입니다. 빈칸 없이 처음부터 끝까지 다시 복사하거나("jgp_"로 시작) 선생님께 새 토큰을 받으세요.',
  revokedToken: () => '교체되었거나 폐기된 API 토큰입니다. 선생님께 새 토큰을 받으세요.',
  expiredToken: () => '만료된 API 토큰입니다. 선생님께 새 토큰을 받으세요.',
  noSession: () => '로그인이 풀렸거나 페이지를 너무 오래 열어 두었습니다. 페이지를 새로 고친 뒤 다시 해 보세요.',
  suspended: () => '사용이 정지되었습니다. 이유는 선생님께 여쭤보세요. 예산은 그대로 남아 있습니다.',
  classNotYet: (className, startsOn) =>
    `아직 수업이 시작되지 않았습니다(${className}). ${startsOn}부터 쓸 수 있습니다.`,
  classOver: (className, endsOn) =>
    `수업이 ${endsOn}에 끝나서(${className}) 더는 쓸 수 없습니다. 선생님께 말씀드리세요.`,
  tooManyFailures: (seconds) =>
    `같은 인터넷 주소(IP)에서 틀린 API 토큰이 너무 많이 왔습니다. ${seconds}초 뒤에 토큰을 확인하고 다시 시도하세요.`,
  tooManyRequests: (perMinute, seconds) =>
    `1분에 ${perMinute}번까지 요청할 수 있습니다. ${seconds}초 뒤에 다시 시도하세요. 반복문 안이라면 요청 사이에 간격을 두세요. 예: time.sleep(1).`,
  tooManyInFlight: (atOnce) =>
    `동시에 ${atOnce}개까지만 호출할 수 있습니다. 진행 중인 호출이 끝난 뒤에 다시 시도하세요.`,
  busy: () => '지금은 호출이 많아 더 받을 수 없습니다. 잠시 뒤에 다시 시도하세요.',
  stopping: () => 'jigap 서버를 다시 시작하고 있습니다. 잠시 뒤에 다시 시도하세요.',
  unknownUrl: (served) => `없는 주소입니다. 쓸 수 있는 주소: ${served}. base_url이 /v1로 끝나는지 확인하세요.`,
  queryString: () => '주소에 "?"로 시작하는 부분은 쓸 수 없습니다. 지우고 다시 보내세요.',
  notJson: () => '본문을 JSON으로 읽을 수 없습니다. curl을 쓴다면 따옴표와 쉼표를 확인하세요.',
  notJsonType: () => '본문은 압축하지 않은 JSON으로, "Content-Type: application/json" 헤더와 함께 보내세요.',
  tooLarge: (bytes) => `요청이 너무 큽니다(최대 ${bytes}바이트). 글이나 이전 대화를 줄여서 보내세요.`,
  conversationTooLarge: (bytes) =>
    `이어지는 이전 대화까지 더하면 요청이 너무 큽니다(최대 ${bytes}바이트). 새 대화를 시작하세요.`,
  badRequest: () => 'jigap 서버가 읽을 수 없는 요청입니다. 주소와 요청 형식을 확인하세요.',
  bodyTooComplex: () =>
    '요청이 너무 깊게 중첩되어 있거나 들어 있는 항목이 너무 많습니다. 리스트와 객체를 줄여서 보내세요.',
  numberTooLarge: (number) =>
    `너무 커서 정확하게 전달할 수 없는 숫자가 있습니다(${number}). 더 작은 숫자를 쓰거나 따옴표로 감싸 문자열로 보내세요.`,
  tooSlow: () => '요청이 도착하는 데 너무 오래 걸렸습니다. 다시 보내세요.',
  modelMissing: (allowed) => `"model" 값이 없습니다. 쓸 수 있는 모델: ${allowed}.`,
  modelNotAllowed: (asked, allowed) =>
    `${asked} 모델은 쓸 수 없습니다. 쓸 수 있는 모델: ${allowed}. 돈은 들지 않았습니다.`,
  parameterMissing: (param) => `"${param}" 값이 없거나 비어 있습니다.`,
  parameterUnknown: (param) => `모르는 매개변수라서 거절했습니다: "${param}". 철자를 확인하거나 빼고 보내세요.`,
  parameterUnsupported: (param) =>
    `매개변수 "${param}" 값은 쓸 수 없습니다. 비용이 최대 얼마나 들지 미리 알 수 없기 때문입니다. 빼고 보내세요.`,
  parameterStored: (param) =>
    `"${param}" 값이 가리키는 이전 답이 jigap 서버의 메모리에 없습니다. 최근 답만 잠시 남겨 두기 때문입니다. 이전 대화를 함께 보내세요. store: false로 설정하면 클라이언트가 알아서 함께 보냅니다(Agents SDK: ModelSettings(store=False), Agent Framework: options={"store": False}, AI SDK: providerOptions: { openai: { store: false } }).`,
  parameterOnlyReasoning: (param) =>
    `"${param}" 값은 추론 모델에서만 쓸 수 있는데, 이 모델은 추론 모델이 아닙니다. 빼고 보내세요.`,
  parameterModelLacks: (param, model, remedy) =>
    `${model} 모델은 "${param}" 매개변수를 받지 않습니다. ${REMEDIES[remedy]}`,
  parameterNotText: (param) => `텍스트만 보낼 수 있습니다. 이미지, 소리, 파일은 보낼 수 없습니다("${param}").`,
  parameterWrong: (param, expected) => `"${param}" 값은 ${EXPECTED[expected]} 합니다.`,
  parameterBothCaps: () => 'max_tokens와 max_completion_tokens 중 하나만 보내세요.',
  parameterNotStreaming: () => '"stream_options"는 "stream": true일 때만 쓸 수 있습니다.',
  moneySpent: (money) => `예산이 모자라 보내지 않았습니다. ${shortfall(money)} ${comesBack(money)}`,
  moneyHeld: (money, seconds) =>
    `지금은 보내지 않았습니다. ${budget(money)}${money.own === null ? '' : ` $${money.own.limit}`}에서 남은 돈이 진행 중인 다른 호출에 묶여 있습니다. ${seconds}초 뒤에 다시 시도하세요.`,
  ledgerFailed: () =>
    'jigap 서버가 장부에 기록하지 못해 호출을 보내지 않았습니다. 돈은 들지 않았습니다. 선생님께 말씀드리세요.',
  internal: (requestId) => `jigap 서버에 문제가 생겼습니다(요청 번호: ${requestId}). 이 번호를 선생님께 알려 드리세요.`,
  interrupted: (isCharged) =>
    `jigap 서버를 다시 시작하느라 답이 중간에 끊겼습니다. ${isCharged ? '이 호출에 묶어 둔 돈은 예산에서 차감되었습니다. 환불받으려면 선생님께 말씀드리세요.' : NOTHING_SPENT}`,
  upstreamUnreachable: () => '모델 제공자에 연결할 수 없습니다. 돈은 들지 않았습니다. 나중에 다시 시도하세요.',
  upstreamFailed: () => '모델 제공자 쪽에 문제가 있습니다. 돈은 들지 않았습니다. 잠시 뒤에 다시 시도하세요.',
  upstreamDied: (isCharged) =>
    `모델 제공자가 답을 중간에 끊었습니다. ${isCharged ? '이 호출의 비용은 예산에서 차감되었습니다. 환불받으려면 선생님께 말씀드리세요.' : NOTHING_SPENT}`,
  upstreamTimeout: (isCharged) =>
    `모델 제공자의 답이 너무 오래 걸렸습니다. ${isCharged ? '이 호출의 비용은 예산에서 차감되었습니다. 환불받으려면 선생님께 말씀드리고, 더 짧은 답을 요청해 보세요.' : '돈은 들지 않았습니다. 더 짧은 답을 요청해 보세요.'}`,
  upstreamKey: () =>
    '모델 제공자가 jigap 서버의 키를 거절했습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. 선생님께 말씀드리세요.',
  upstreamAddress: () =>
    'jigap 서버에 설정된 모델 제공자 주소가 맞지 않습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. 선생님께 말씀드리세요.',
  upstreamOutOfMoney: () =>
    '모델 제공자 쪽 계정에 돈이 없거나 한도를 넘었습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. 선생님께 말씀드리세요.',
  upstreamModel: (model) =>
    `모델 제공자가 더 이상 ${model} 모델을 제공하지 않습니다. 코드 잘못이 아니며, 돈도 들지 않았습니다. 선생님께 말씀드리세요.`,
  upstreamUnsupported: (model, path) =>
    `${model} 모델의 서버는 ${path}에서 이 요청을 지원하지 않습니다. 돈은 들지 않았습니다. 다른 모델을 쓰거나, 특별한 매개변수를 빼고 다시 보내세요.`,
  upstreamBusy: (seconds) =>
    `호출이 몰려 모델 제공자가 속도를 제한하고 있습니다. 돈은 들지 않았습니다. ${seconds}초 뒤에 다시 시도하세요.`,
  upstreamTooLong: (contextWindow) =>
    `보낸 글과 답을 합하면 이 모델이 한 번에 다룰 수 있는 ${contextWindow}토큰을 넘습니다. 글이나 max_tokens를 줄이세요.`,
  upstreamRefused: (reason) =>
    reason === null ? '모델 제공자가 이 요청을 거절했습니다.' : `모델 제공자가 이 요청을 거절했습니다: ${reason}`,
};
