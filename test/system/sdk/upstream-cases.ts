import { setTimeout } from 'node:timers/promises';
import { APIError, BadRequestError, InternalServerError, RateLimitError } from 'openai';
import { MAX_PROMPT_REFUSAL_MS } from '../../../src/ledger/status-exit.ts';
import { errorJson, garbage, OWNER_SECRETS, redirect, type Script, webPage } from '../../support/scripted-upstream.ts';
import { NOBODY } from '../../support/unreachable-url.ts';
import type { RefusalCase } from './refusal-case.ts';
import { CHAT } from './sdk-fixture.ts';
import { MISSING_MODELS, OTHER_REASONS, TOO_LONG, UNSUPPORTED, WRONG_PATHS } from './server-errors.ts';

const { organization, project, keyAsEchoed } = OWNER_SECRETS;

/** What api.openai.com says of its owner beside the body. */
const TALKATIVE = {
  'openai-organization': organization,
  'openai-project': project,
  'x-request-id': 'req_of_the_owner',
  'x-ratelimit-limit-requests': '3500717',
  'x-ratelimit-remaining-tokens': '1999907',
  'set-cookie': '__cf_bm=of-the-owner; path=/',
};

/** A failure of the provider, and the refusal that the student gets for it. */
export interface UpstreamCase extends RefusalCase {
  /** What the owner is told, if anything. */
  readonly incident?: string;
  /** What the ledger says of each try. */
  readonly outcome: 'upstream_refused' | 'upstream_unreachable' | 'upstream_died' | 'upstream_timeout';
}

const OWNERS = { raises: InternalServerError, status: 502, type: 'server_error', sent: 1, reachesProvider: 1 } as const;
const REFUSED = {
  raises: BadRequestError,
  status: 400,
  type: 'invalid_request_error',
  sent: 1,
  reachesProvider: 1,
} as const;
const BUSY = { raises: RateLimitError, status: 429, type: 'requests', sent: 3, reachesProvider: 3 } as const;

/** An incident is raised once: a test of it needs a fixture in which it was not raised before. */
const ONCE = {};

const NOT_YOUR_FAULT = {
  en: ['not your fault', 'nothing was spent', 'tell your teacher'],
  ko: ['코드 잘못이 아니며', '돈도 들지 않았습니다', '선생님'],
};

function answering(script: Script, more: object = {}): RefusalCase['arrange'] {
  return async ({ app, addCaller }) => {
    app.upstream.always(script);
    const { client } = await addCaller();
    return () => client.chat.completions.create({ ...CHAT, ...more });
  };
}

const says = (status: number, code: string | null, message: string, headers = {}): Script =>
  errorJson(status, code, message, { ...TALKATIVE, ...headers });

const KEY = {
  ...OWNERS,
  name: 'upstreamKey',
  code: 'upstream_auth_failed',
  incident: 'upstream_key_refused',
  fixture: ONCE,
} as const;
const OUT_OF_MONEY = {
  ...OWNERS,
  ...{ raises: APIError, status: 402 },
  name: 'upstreamOutOfMoney',
  code: 'upstream_out_of_money',
  incident: 'upstream_out_of_money',
  fixture: ONCE,
} as const;
const ADDRESS = {
  ...OWNERS,
  name: 'upstreamAddress',
  code: 'upstream_misconfigured',
  incident: 'upstream_address',
  says: NOT_YOUR_FAULT,
  fixture: ONCE,
} as const;
const MODEL = {
  ...OWNERS,
  name: 'upstreamModel',
  code: 'upstream_model_not_found',
  incident: 'model_missing',
  fixture: ONCE,
} as const;
const FAILED = {
  ...OWNERS,
  name: 'upstreamFailed',
  code: 'upstream_error',
  sent: 3,
  reachesProvider: 3,
  says: { en: ['has a problem', 'again in a moment'], ko: ['문제가 있습니다', '잠시 뒤에'] },
} as const;
const DIED = {
  ...OWNERS,
  name: 'upstreamDied',
  code: 'upstream_error',
  says: { en: ['broke off its answer'], ko: ['중간에 끊었습니다'] },
} as const;

const CHARGED = {
  en: ['The call was charged', 'your teacher can refund it'],
  ko: ['예산에서 차감되었습니다', '선생님께 말씀드리'],
} as const;
const TIMEOUT = {
  ...OWNERS,
  name: 'upstreamTimeout',
  status: 504,
  code: 'upstream_timeout',
  outcome: 'upstream_timeout',
  incident: 'uncertain',
  says: { en: ['took too long', ...CHARGED.en], ko: ['너무 오래 걸렸습니다', ...CHARGED.ko] },
} as const;
const proxyPage =
  (status: number): Script =>
  (_call, act) =>
    act.json(status, `<!doctype html><title>${status}</title>`, { ...TALKATIVE, 'content-type': 'text/html' });

const UPSTREAM: readonly (Omit<UpstreamCase, 'outcome'> & { readonly outcome?: UpstreamCase['outcome'] })[] = [
  {
    ...KEY,
    when: '401 with the key said back',
    says: NOT_YOUR_FAULT,
    arrange: answering(says(401, 'invalid_api_key', `Incorrect API key provided: ${keyAsEchoed}.`)),
  },
  {
    ...KEY,
    when: '403 with the project',
    says: NOT_YOUR_FAULT,
    arrange: answering(says(403, null, `Project ${project} is archived in ${organization}`)),
  },
  {
    ...MODEL,
    when: '404 for a model that is no more',
    says: { en: ['gpt-3.5-turbo', ...NOT_YOUR_FAULT.en], ko: ['gpt-3.5-turbo', ...NOT_YOUR_FAULT.ko] },
    arrange: answering(says(404, 'model_not_found', 'The model `gpt-3.5-turbo` has been deprecated')),
  },
  {
    ...MODEL,
    when: '403 for a model that the project lacks',
    says: NOT_YOUR_FAULT,
    arrange: answering(says(403, 'model_not_found', `Project ${project} does not have access to gpt-3.5-turbo`)),
  },
  {
    ...OUT_OF_MONEY,
    when: 'insufficient_quota',
    says: NOT_YOUR_FAULT,
    arrange: answering(says(429, 'insufficient_quota', `You exceeded your current quota in ${organization}`)),
  },
  {
    ...OUT_OF_MONEY,
    when: "the project's own limit",
    says: NOT_YOUR_FAULT,
    arrange: answering(says(429, 'project_spend_limit_exceeded', `The limit of ${project} is reached`)),
  },
  {
    ...OUT_OF_MONEY,
    when: 'said with the status of a bad request',
    says: NOT_YOUR_FAULT,
    arrange: answering(
      says(400, 'billing_hard_limit_reached', `The billing hard limit of ${organization} has been reached`),
    ),
  },
  {
    ...OUT_OF_MONEY,
    when: 'said by the type alone',
    says: NOT_YOUR_FAULT,
    arrange: answering((_call, act) =>
      act.json(429, { error: { message: 'Pay', type: 'insufficient_quota', param: null, code: null } }, TALKATIVE),
    ),
  },
  {
    ...BUSY,
    name: 'upstreamBusy',
    code: 'upstream_rate_limit',
    when: '429 with the organization and its limits',
    // The calls after it are not sent.
    ...{ fixture: {}, reachesProvider: 1 },
    says: {
      en: [/again in 7 s/, 'whole class', 'Nothing was spent'],
      ko: ['7초 뒤', '반 전체', '돈도 들지 않았습니다'],
    },
    arrange: answering(
      says(429, 'rate_limit_exceeded', `Rate limit reached in ${organization}: Limit 3500717`, { 'retry-after': '7' }),
    ),
  },
  {
    ...BUSY,
    name: 'upstreamBusy',
    code: 'upstream_rate_limit',
    when: '429 with a wait that no client would honour',
    ...{ fixture: {}, reachesProvider: 1, sent: 1 },
    says: { en: [/again in 600 s/], ko: ['600초 뒤'] },
    arrange: answering(says(429, 'slow_down', organization, { 'retry-after': '7200' })),
  },
  {
    ...BUSY,
    name: 'upstreamFlexFull',
    code: 'upstream_flex_full',
    when: '429 of the flex tier',
    fixture: { env: { JIGAP_ALLOWED_MODELS: 'gpt-6-luna' } },
    says: { en: [/again in 15 s/, 'flex', 'Nothing was spent'], ko: ['15초 뒤', 'flex', '돈은 들지 않았습니다'] },
    arrange: async ({ app, addCaller }) => {
      app.upstream.always(says(429, 'resource_unavailable', `No room for ${organization}`, { 'retry-after': '1' }));
      const { client, student } = await addCaller();
      await app.api('PATCH', `/api/classes/${student.class_id}`, { uses_flex: true });
      return () => client.chat.completions.create({ ...CHAT, model: 'gpt-6-luna' });
    },
  },
  { ...FAILED, when: '500', arrange: answering(says(500, null, `The server had an error for ${organization}`)) },
  { ...FAILED, when: '503', arrange: answering(says(503, 'server_is_overloaded', 'overloaded')) },
  { ...ADDRESS, when: 'sent elsewhere', arrange: answering(redirect('https://elsewhere.test/')) },
  { ...ADDRESS, when: '404 for the address', arrange: answering(says(404, null, `Invalid URL in ${project}`)) },
  {
    ...REFUSED,
    name: 'upstreamTooLong',
    code: 'context_length_exceeded',
    param: 'messages',
    says: { en: ['16385 tokens', 'Send less text'], ko: ['16385토큰', '글이나 max_tokens를 줄이세요'] },
    arrange: answering(says(400, 'context_length_exceeded', `maximum context length, ${organization}`)),
  },
  {
    ...REFUSED,
    name: 'upstreamInputTooLong',
    code: 'context_length_exceeded',
    param: 'input',
    fixture: { env: { JIGAP_ALLOWED_MODELS: 'text-embedding-3-small' } },
    says: { en: ['tokens that this model reads at once', 'shorter parts'], ko: ['토큰보다 긴 글', '더 짧게 나누어'] },
    arrange: async ({ app, addCaller }) => {
      app.upstream.always(says(400, 'context_length_exceeded', `maximum context length, ${organization}`));
      const { client } = await addCaller();
      return () => client.embeddings.create({ model: 'text-embedding-3-small', input: 'hi' });
    },
  },
  ...MISSING_MODELS.map(([when, status, body]) => ({
    ...MODEL,
    when,
    says: NOT_YOUR_FAULT,
    arrange: answering((_call, act) => act.json(status, body, TALKATIVE)),
  })),
  ...WRONG_PATHS.map(([when, status, body]) => ({
    ...ADDRESS,
    when,
    arrange: answering((_call, act) => act.json(status, body, TALKATIVE)),
  })),
  ...TOO_LONG.map(([when, status, window, body]) => ({
    ...REFUSED,
    name: 'upstreamTooLong' as const,
    when,
    code: 'context_length_exceeded',
    param: 'messages',
    says: { en: [`${window} tokens`, 'Send less text'], ko: [`${window}토큰`, '글이나 max_tokens를 줄이세요'] },
    arrange: answering((_call, act) => act.json(status, body, TALKATIVE)),
  })),
  ...OTHER_REASONS.map(([when, status, body]) => ({
    ...REFUSED,
    name: 'upstreamRefused' as const,
    when,
    code: null,
    says: { en: ['The provider refused this request: '], ko: ['모델 제공자가 이 요청을 거절했습니다: '] },
    arrange: answering((_call, act) => act.json(status, body, TALKATIVE)),
  })),
  ...UNSUPPORTED.map(([when, status, body]) => ({
    ...REFUSED,
    name: 'upstreamUnsupported' as const,
    when,
    code: 'unsupported_operation',
    says: {
      en: ['The server of gpt-3.5-turbo does not support this request', 'Nothing was spent'],
      ko: ['지원하지 않습니다', '돈은 들지 않았습니다'],
    },
    arrange: answering((_call, act) => act.json(status, body, TALKATIVE)),
  })),
  {
    ...REFUSED,
    name: 'upstreamRefused',
    when: '400 for a value, with what was wrong and without the account',
    code: 'unsupported_value',
    param: 'temperature',
    says: {
      en: ["refused this request: Unsupported value: 'temperature' is too hot", /for \[hidden\]/],
      ko: ["거절했습니다: Unsupported value: 'temperature' is too hot", /for \[hidden\]/],
    },
    arrange: answering((_call, act) => {
      const message = `Unsupported value: 'temperature' is too hot for ${organization}, ${project}, ${keyAsEchoed}`;
      const error = { message, type: 'invalid_request_error', param: 'temperature', code: 'unsupported_value' };
      act.json(400, { error }, TALKATIVE);
    }),
  },
  {
    ...REFUSED,
    name: 'upstreamRefused',
    when: '422, of which nothing is passed on',
    code: 'invalid_request',
    says: { en: [/^The provider refused this request\.$/], ko: [/^모델 제공자가 이 요청을 거절했습니다\.$/] },
    arrange: answering(says(422, 'strange', organization)),
  },
  {
    ...OWNERS,
    name: 'upstreamUnreachable',
    code: 'upstream_unreachable',
    sent: 3,
    reachesProvider: 0,
    outcome: 'upstream_unreachable',
    says: { en: ['cannot be reached', 'Nothing was spent'], ko: ['연결할 수 없습니다', '돈은 들지 않았습니다'] },
    incident: 'upstream_down',
    fixture: { env: { OPENAI_BASE_URL: NOBODY } },
    arrange: answering(garbage),
  },
  {
    ...DIED,
    when: 'reset before its headers',
    outcome: 'upstream_died',
    incident: 'uncertain',
    arrange: answering((_call, act) => act.reset()),
  },
  {
    ...DIED,
    when: 'not HTTP',
    outcome: 'upstream_died',
    incident: 'uncertain',
    arrange: answering(garbage),
  },
  {
    ...DIED,
    when: 'a page instead of JSON',
    outcome: 'upstream_died',
    incident: 'uncertain',
    arrange: answering(webPage),
  },
  { ...TIMEOUT, when: '504 of a proxy', arrange: answering(proxyPage(504)) },
  { ...TIMEOUT, when: '524 of a proxy', arrange: answering(proxyPage(524)) },
  { ...TIMEOUT, when: '408 of a proxy', arrange: answering(says(408, 'timeout', `Timed out for ${organization}`)) },
  {
    ...DIED,
    when: '520 of a proxy',
    outcome: 'upstream_died',
    incident: 'uncertain',
    says: { en: CHARGED.en, ko: CHARGED.ko },
    arrange: answering(proxyPage(520)),
  },
  {
    ...DIED,
    when: '502 after seconds',
    outcome: 'upstream_died',
    incident: 'uncertain',
    says: { en: CHARGED.en, ko: CHARGED.ko },
    arrange: answering(async (call, act) => {
      await setTimeout(MAX_PROMPT_REFUSAL_MS + 50);
      await proxyPage(502)(call, act);
    }),
  },
  {
    ...TIMEOUT,
    when: 'of our own',
    fixture: { env: { JIGAP_STREAM_SECONDS: '1' } },
    arrange: answering((_call, act) => act.hang()),
  },
];

export const UPSTREAM_CASES: readonly UpstreamCase[] = UPSTREAM.map((one) => ({ outcome: 'upstream_refused', ...one }));
