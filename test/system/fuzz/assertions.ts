import { type RawResponse, readResponse } from '../../support/http-response.ts';
import type { UpstreamCallSeen } from '../../support/scripted-upstream.ts';
import { type Canaries, leaksIn, SECRETS } from '../secrecy/canaries.ts';
import { GOOD_BODIES } from './bodies.ts';
import type { Seen } from './exchange.ts';
import { LAB_MODELS, MODELS } from './fuzz-fixture.ts';
import { type HostileRequest, isWellFramed } from './requests.ts';

/** Everything that is wrong with what came back, as sentences. */
export function answerProblems(request: HostileRequest, { received, end }: Seen): string[] {
  const responses = responsesIn(received, request, end);
  if (typeof responses === 'string') return [responses];
  const problems = responses.flatMap((response) => responseProblems(request, response));
  if (responses.length === 0 && isWellFramed(request) && !mayBeUnanswered(request, received, end))
    problems.push(`no answer (${end})`);
  const { key, 'key of the lab': labKey } = SECRETS;
  for (const leak of leaksIn(received, { key, labKey })) problems.push(`the ${leak} is in it`);
  return problems;
}

/**
 * A refusal that comes before the whole body is lost when more of the body meets the closed connection: the kernel of the
 * client drops what it has received. Half an answer is judged by itself.
 */
function mayBeUnanswered({ pieces }: HostileRequest, received: Buffer, end: Seen['end']): boolean {
  return end === 'left' || (end === 'reset' && (pieces > 0 || received.length > 0));
}

const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

function responsesIn(received: Buffer, { method, gone }: HostileRequest, end: Seen['end']): RawResponse[] | string {
  const responses: RawResponse[] = [];
  if (method === 'HEAD') return responses;
  try {
    for (let at = 0; at < received.length; ) {
      const rest = received.subarray(at);
      // An invitation to send the body, which never came whole: the final answer is missing, not half of one.
      if (rest.equals(CONTINUE)) return responses;
      const response = readResponse(rest, end === 'closed');
      if (response === null) return gone !== null || isBrokenOff(rest, end) ? responses : 'half an answer';
      responses.push(response);
      at += response.length;
    }
  } catch (error) {
    return `not HTTP: ${error}`;
  }
  return responses;
}

/** A large answer that the provider does not end is passed on as far as it came, and cut. */
function isBrokenOff(rest: Buffer, end: Seen['end']): boolean {
  return end === 'reset' && rest.subarray(0, BEGIN_OF_SUCCESS.length).equals(BEGIN_OF_SUCCESS);
}

const BEGIN_OF_SUCCESS = Buffer.from('HTTP/1.1 200 ');

/** Of ours are 502 and 504 alone: the provider's. */
const SERVER_ERRORS_OF_OTHERS = [502, 504];
const CODES_OF_OUR_OWN_FAILURES = /"code":"(?:internal_error|ledger_unavailable|server_is_overloaded)"/;

function responseProblems(request: HostileRequest, { status, body }: RawResponse): string[] {
  const text = body.toString();
  const problems: string[] = [];
  if (status >= 500 && !SERVER_ERRORS_OF_OTHERS.includes(status)) problems.push(`status ${status}: ${text}`);
  if (CODES_OF_OUR_OWN_FAILURES.test(text)) problems.push(`a failure of our own: ${text}`);
  if (status >= 300 && status < 400) problems.push(`status ${status}`);
  // Node itself answers an expectation that it does not know, with an empty body, before jigap sees the request.
  if (status < 400 || (status === 417 && body.length === 0)) return problems;
  for (const leak of leaksIn(body, SECRETS)) problems.push(`${leak} in a refusal: ${text}`);
  // What the operator reads is not for OpenAI's clients.
  if (!request.path.startsWith('/readyz') && !isRefusal(text)) problems.push(`a refusal without a message: ${text}`);
  return problems;
}

function isRefusal(text: string): boolean {
  try {
    const { error } = JSON.parse(text);
    return typeof error.message === 'string' && error.message !== '';
  } catch {
    return false;
  }
}

const HEADERS = 'accept,accept-encoding,authorization,connection,content-length,content-type,host,user-agent';
/** Fields of a client that the provider must never get, with any value. */
const NEVER_SENT = [
  ...['previous_response_id', 'conversation', 'background', 'metadata', 'audio', 'prediction', 'web_search_options'],
  ...['modalities_audio', 'prompt_cache_retention', '__proto__', 'context_management', 'max_tool_calls'],
];
const PSEUDONYM = /^[0-9a-f]{32}$/;
const MAX_OUTPUT = 128_000;

/** What is the provider's own. */
interface Receiver {
  readonly key: string;
  readonly models: readonly string[];
  /** Whether it takes what only OpenAI knows. */
  readonly isOpenAi: boolean;
}

export const RECEIVERS = {
  openai: { key: SECRETS.key, models: MODELS, isOpenAi: true },
  lab: { key: SECRETS['key of the lab'], models: LAB_MODELS, isOpenAi: false },
} as const satisfies Record<string, Receiver>;

const OPENAI_FIELDS = ['store', 'service_tier', 'safety_identifier', 'prompt_cache_key', 'user'];

/** A provider must get what the gateway sets, for any request of a client. */
export function callProblems(call: UpstreamCallSeen, { key, models, isOpenAi }: Receiver): string[] {
  const endpoint = call.path.replace(/^\/v1/, '');
  const problems: string[] = [];
  if (call.method !== 'POST' || !(endpoint in GOOD_BODIES)) problems.push(`${call.method} ${call.path}`);
  if (Object.keys(call.headers).sort().join() !== HEADERS) problems.push(`headers ${Object.keys(call.headers).sort()}`);
  if (call.headers.authorization !== `Bearer ${key}`) problems.push('another authorization');
  // Given up in the middle.
  if (!call.complete) return problems;
  const body = call.json as Record<string, unknown> | undefined;
  if (body === undefined) return [...problems, 'no JSON'];
  if (!models.includes(String(body.model))) problems.push(`model ${body.model}`);
  for (const name of NEVER_SENT) {
    // An image has a background of its own.
    const isOfImage = name === 'background' && endpoint === '/images/generations';
    if (Object.hasOwn(body, name) && !isOfImage) problems.push(`${name} was sent`);
  }
  if (!isOpenAi) {
    for (const name of OPENAI_FIELDS) if (Object.hasOwn(body, name)) problems.push(`${name} was sent to the lab`);
  } else if (endpoint === '/chat/completions' || endpoint === '/responses') {
    if (body.store !== false || body.service_tier !== 'default' || 'user' in body)
      problems.push('stored, or of another tier');
    if (!PSEUDONYM.test(String(body.safety_identifier))) problems.push(`safety_identifier ${body.safety_identifier}`);
    if (body.prompt_cache_key !== body.safety_identifier) problems.push('a prompt_cache_key of its own');
  }
  if (endpoint === '/images/generations') problems.push(...imageProblems(body));
  return [...problems, ...capProblems(endpoint, body), ...pictureProblems(call.body)];
}

/** What is left to the provider has no bound. */
function imageProblems({ n, size, quality }: Record<string, unknown>): string[] {
  const isBound = Number.isSafeInteger(n) && /^[1-9]\d{2,3}x[1-9]\d{2,3}$/.test(String(size));
  return isBound && ['low', 'medium', 'high'].includes(String(quality)) ? [] : [`an image of ${n} ${size} ${quality}`];
}

/** Each image says the detail that bounds it, and is no address. */
function pictureProblems(body: string): string[] {
  const images = body.match(/"type":"(?:image_url|input_image)"/g)?.length ?? 0;
  const urls = body.match(/:"data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]*={0,2}"/g)?.length ?? 0;
  const details = body.match(/"detail":"(?:low|high)"/g)?.length ?? 0;
  return images <= urls && images <= details ? [] : [`${images} images with ${urls} URLs and ${details} details`];
}

const CAPS = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'];

const WITHOUT_CAP = new Set(['/embeddings', '/moderations', '/images/generations', '/audio/speech']);

/** Without one cap, and one that is a cap, the hold would be no bound. */
function capProblems(endpoint: string, body: Record<string, unknown>): string[] {
  const caps = CAPS.filter((name) => name in body);
  if (WITHOUT_CAP.has(endpoint)) return caps.length === 0 ? [] : ['a cap on no output'];
  const [cap] = caps.map((name) => body[name]);
  const isBound = Number.isSafeInteger(cap) && (cap as number) >= 1 && (cap as number) <= MAX_OUTPUT;
  return caps.length === 1 && isBound ? [] : [`no one cap: ${caps} ${cap}`];
}

/** @param text what was printed since the last look */
export function logProblems(text: string, canaries: Canaries): string[] {
  const failures = text.split('\n').filter((line) => /"level":(?:50|60)|Error:/.test(line));
  return [...failures.map((line) => `logged: ${line}`), ...leaksIn(text, canaries).map((leak) => `${leak} in the log`)];
}
