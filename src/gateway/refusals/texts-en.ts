import type { MoneyText, Texts } from './texts.ts';

const PERIODS = { day: 'daily', week: 'weekly', month: 'monthly', term: 'term', total: 'total' } as const;
const EXPECTED = {
  object: 'an object',
  list: 'a list',
  'shorter-list': 'a shorter list (the OpenAI documentation says how long)',
  text: 'a text',
  'text-or-list': 'a text or a list',
  boolean: 'true or false',
  number: 'a number',
  integer: 'a whole number within the limits in the OpenAI documentation',
  'positive-integer': 'a positive whole number (and not too large)',
  choice: 'one of the values in the OpenAI documentation',
} as const;

const REMEDIES = {
  'leave-out': 'Leave it out, or use another model.',
  'no-effort': 'Set the reasoning effort to "none", or leave the parameter out.',
  smaller:
    'The gateway applies it instead, but not to an answer that can be this large. Use "stream": true, or lower max_tokens, n or logprobs.',
  'without-echo': 'The gateway applies it instead, but not together with echo. Leave one of them out.',
} as const;

function budget({ scope, period }: MoneyText): string {
  if (scope === 'student') return `your ${PERIODS[period]} budget`;
  return scope === 'class'
    ? `the ${PERIODS[period]} budget of your class`
    : `the ${PERIODS[period]} budget of this gateway`;
}

function comesBack({ resetsAt }: MoneyText): string {
  return resetsAt === null
    ? 'It does not reset: ask your teacher for more.'
    : `It resets at ${resetsAt}; if you cannot wait, ask your teacher for more.`;
}

function shortfall(money: MoneyText): string {
  const { own, needed, capName } = money;
  if (own === null) return `${budget(money)} does not cover this call, which could cost up to $${needed}.`;
  const fits = own.affordableCap === null ? '' : ` With ${capName} of ${own.affordableCap} or less it would fit.`;
  return `${budget(money)} of $${own.limit} does not cover this call. $${own.left} is left, and the call could cost up to $${needed}.${fits}`;
}

const CHARGED = 'The call was charged; your teacher can refund it.';
const NOTHING_SPENT = 'Nothing was spent; try again in a moment.';

export const EN: Texts = {
  noToken: () =>
    'No API token was sent. Use the token from your teacher (it begins with "jgp_") as api_key, and the address from your teacher as base_url.',
  openaiKey: () =>
    'This gateway does not take OpenAI keys. Use the token from your teacher (it begins with "jgp_") as api_key. If you sent a real key by mistake, revoke it at OpenAI.',
  badToken: () =>
    'This API token is not known here. Copy it again, whole and without blanks (it begins with "jgp_"), or ask your teacher for a new one.',
  revokedToken: () => 'This API token was replaced or revoked. Ask your teacher for a new one.',
  expiredToken: () => 'This API token has expired. Ask your teacher for a new one.',
  noSession: () =>
    'You are not signed in any more, or this page has been open for too long. Open it again, and try once more.',
  suspended: () => 'Your access is suspended. Ask your teacher why; your budget is kept.',
  classNotYet: (className, startsOn) =>
    `The class has not started yet (${className}). You can use it from ${startsOn}.`,
  classOver: (className, endsOn) =>
    `The class ended on ${endsOn} (${className}), so it cannot be used any more. Ask your teacher.`,
  tooManyFailures: (seconds) => `Too many wrong API tokens from this address. Wait ${seconds} s and check the token.`,
  tooManyRequests: (perMinute, seconds) =>
    `You may send ${perMinute} requests per minute. Wait ${seconds} s; in a loop, add a short pause.`,
  tooManyInFlight: (atOnce) => `You may have at most ${atOnce} running at once. Wait until a call has ended.`,
  busy: () => 'The gateway is busy: too many calls are running. Try again in a moment.',
  stopping: () => 'The gateway is being restarted. Try again in a moment.',
  unknownUrl: (served) =>
    `There is nothing at this address. This gateway serves: ${served}. Is base_url right (it ends in /v1)?`,
  queryString: () => 'This gateway takes no query string: remove everything from "?" on.',
  notJson: () =>
    'The body is not JSON that can be read. With the OpenAI client this does not happen; with curl, check quotes and commas.',
  notJsonType: () => 'Send the body as JSON, uncompressed, with the header "Content-Type: application/json".',
  tooLarge: (bytes) => `The request is larger than ${bytes} bytes. Send less text, or fewer earlier messages.`,
  conversationTooLarge: (bytes) =>
    `Together with the earlier messages that it refers to, the request is larger than ${bytes} bytes. Start a new conversation.`,
  badRequest: () => 'This is not a request that the gateway can read.',
  bodyTooComplex: () => 'The request is nested too deeply, or has too many items. Send fewer lists and objects.',
  numberTooLarge: (number) =>
    `A number in the request is too large to be sent on exactly (${number}). Use a smaller number, or put it in quotes.`,
  tooSlow: () => 'The request took too long to arrive. Send it again.',
  modelMissing: (allowed) => `Say which model: ${allowed}.`,
  modelNotAllowed: (asked, allowed) =>
    `The model ${asked} is not available to you. Allowed: ${allowed}. Nothing was spent.`,
  parameterMissing: (param) => `"${param}" is missing or empty.`,
  parameterUnknown: (param) =>
    `The gateway does not know the parameter "${param}", so it is refused. Check the spelling, or leave it out.`,
  parameterUnsupported: (param) =>
    `"${param}" is not available here, because its cost has no known limit. Leave it out.`,
  parameterStored: (param) =>
    `"${param}" refers to an earlier answer that is not in the gateway's memory: it keeps only your latest answers, for a limited time. Send the earlier messages instead. With store: false, your client does this by itself (Agents SDK: ModelSettings(store=False); Agent Framework: options={"store": False}; AI SDK: providerOptions: { openai: { store: false } }).`,
  parameterOnlyReasoning: (param) =>
    `"${param}" is only for reasoning models, and this model is not one. Leave it out.`,
  parameterModelLacks: (param, model, remedy) => `The model ${model} does not take "${param}". ${REMEDIES[remedy]}`,
  parameterNotText: (param) => `Only text is available here: no images, sound or files ("${param}").`,
  parameterWrong: (param, expected) => `"${param}" must be ${EXPECTED[expected]}.`,
  parameterBothCaps: () => 'Send either max_tokens or max_completion_tokens, not both.',
  parameterNotStreaming: () => '"stream_options" needs "stream": true.',
  moneySpent: (money) => `Not sent: ${shortfall(money)} ${comesBack(money)}`,
  moneyHeld: (money, seconds) =>
    `Not sent: what is left of ${budget(money)}${money.own === null ? '' : ` of $${money.own.limit}`} is held by calls that are running now. Try again in ${seconds} s.`,
  ledgerFailed: () => 'The gateway cannot write its ledger, so it sends nothing. Nothing was spent; tell your teacher.',
  internal: (requestId) => `Something went wrong in the gateway. Tell your teacher this number: ${requestId}.`,
  interrupted: (isCharged) =>
    `The gateway was restarted in the middle of this answer. ${isCharged ? 'What was held for it was charged; your teacher can refund it.' : NOTHING_SPENT}`,
  upstreamUnreachable: () => 'The model provider cannot be reached. Nothing was spent; try again later.',
  upstreamFailed: () => 'The model provider has a problem. Nothing was spent; try again in a moment.',
  upstreamDied: (isCharged) => `The model provider broke off its answer. ${isCharged ? CHARGED : NOTHING_SPENT}`,
  upstreamTimeout: (isCharged) =>
    `The model provider took too long to answer. ${isCharged ? CHARGED : 'Nothing was spent.'} Ask for a shorter answer.`,
  upstreamKey: () =>
    "The provider did not accept the gateway's own key. This is not your fault, and nothing was spent; tell your teacher.",
  upstreamAddress: () =>
    'The address of the model provider is set wrong in the gateway. This is not your fault, and nothing was spent; tell your teacher.',
  upstreamOutOfMoney: () =>
    "The gateway's account at the provider is out of money or over its limit. This is not your fault, and nothing was spent; tell your teacher.",
  upstreamModel: (model) =>
    `The provider does not serve ${model} any more. This is not your fault, and nothing was spent; tell your teacher.`,
  upstreamUnsupported: (model, path) =>
    `The server of ${model} does not support this request at ${path}. Nothing was spent. Use another model, or leave out special parameters.`,
  upstreamBusy: (seconds) =>
    `The provider is limiting the gateway's calls. Nothing was spent; try again in ${seconds} s.`,
  upstreamTooLong: (contextWindow) =>
    `The messages and the answer together do not fit into the model's ${contextWindow} tokens. Send less text, or a smaller max_tokens.`,
  upstreamRefused: (reason) =>
    reason === null ? 'The provider refused this request.' : `The provider refused this request: ${reason}`,
};
