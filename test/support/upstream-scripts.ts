import type { OutgoingHttpHeaders } from 'node:http';
import type { Act, Script, UpstreamCallSeen } from './upstream-act.ts';

/** The three ends of a line that the event-stream format allows. */
export type Framing = '\n\n' | '\r\n\r\n' | '\r\r';

export const FRAMINGS: readonly Framing[] = ['\n\n', '\r\n\r\n', '\r\r'];

/** What the well-behaved model counts: always so many prompt tokens, and at most so many per answer. */
export const PROMPT_TOKENS = 10;
export const MAX_ANSWER_TOKENS = 5;

export function usageOf(promptTokens: number, completionTokens: number, cachedTokens = 0) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}

/** Usages that no provider should ever report, by what is wrong with them. */
export const STRANGE_USAGES: Readonly<Record<string, unknown>> = {
  null: null,
  empty: {},
  text: 'ten tokens',
  list: [10, 5, 15],
  strings: { prompt_tokens: '10', completion_tokens: '5', total_tokens: '15' },
  negative: usageOf(-10, -5),
  fractions: usageOf(10.5, 4.5),
  absurd: usageOf(1e300, 1e300),
  'not safe': usageOf(2 ** 53, 2 ** 53),
  'one side missing': { prompt_tokens: 10 },
  'more cached than there are': usageOf(10, 5, 1_000),
};

export interface ChatJson {
  readonly content?: string;
  /** Left out of the answer when undefined. */
  readonly usage?: unknown;
  readonly model?: string;
  readonly serviceTier?: string;
  readonly choices?: readonly unknown[];
  readonly headers?: OutgoingHttpHeaders;
}

/** A whole chat answer. */
export function chatJson(answer: ChatJson = {}): Script {
  return (call, act) => act.json(200, chatBody(call, answer), answer.headers);
}

export function chatBody(call: UpstreamCallSeen, { content = 'hello', usage, model, serviceTier, choices }: ChatJson) {
  return {
    id: 'chatcmpl-scripted',
    object: 'chat.completion',
    created: 1,
    model: model ?? requestOf(call).model,
    choices: choices ?? [choice(0, content)],
    ...(usage === undefined ? {} : { usage }),
    ...(serviceTier === undefined ? {} : { service_tier: serviceTier }),
  };
}

export function choice(index: number, content: string) {
  return { index, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' };
}

export interface ChatStream {
  /** The pieces of the answer; chunks of any other shape are sent as they are. */
  readonly chunks?: readonly (string | Record<string, unknown>)[];
  /** No usage chunk when undefined. */
  readonly usage?: unknown;
  readonly model?: string;
  readonly serviceTier?: string;
  /** Whether [DONE] is sent. */
  readonly done?: boolean;
  readonly framing?: Framing;
  /** Cuts the bytes of the whole stream after every so many, one write each. */
  readonly split?: number;
  /** Sent before the first event: a byte order mark, comments. */
  readonly before?: string;
}

export function chatStream(stream: ChatStream = {}): Script {
  return async (call, act) => {
    act.head(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const piece of pieces(chatStreamText(call, stream), stream)) await act.write(piece);
    act.end();
  };
}

/** The events of a stream, each as the text that goes over the wire. */
export function chatStreamText(call: Pick<UpstreamCallSeen, 'json'>, stream: ChatStream): string[] {
  const {
    chunks = ['hel', 'lo'],
    usage,
    model = requestOf(call).model,
    serviceTier,
    done = true,
    framing = '\n\n',
  } = stream;
  const common = {
    id: 'chatcmpl-scripted',
    object: 'chat.completion.chunk',
    created: 1,
    model,
    ...(serviceTier === undefined ? {} : { service_tier: serviceTier }),
  };
  const withUsage = usage === undefined ? {} : { usage: null };
  const delta = (part: object, finish: string | null) => ({
    ...common,
    choices: [{ index: 0, delta: part, logprobs: null, finish_reason: finish }],
    ...withUsage,
  });
  const events: unknown[] = [
    delta({ role: 'assistant', content: '' }, null),
    ...chunks.map((chunk) => (typeof chunk === 'string' ? delta({ content: chunk }, null) : chunk)),
    delta({}, 'stop'),
  ];
  if (usage !== undefined) events.push({ ...common, choices: [], usage });
  const texts = events.map((event) => `data: ${JSON.stringify(event)}${framing}`);
  return done ? [...texts, `data: [DONE]${framing}`] : texts;
}

function pieces(events: readonly string[], { split, before }: ChatStream): Iterable<string | Uint8Array> {
  const all = before === undefined ? events : [before, ...events];
  return split === undefined ? all : cut(Buffer.from(all.join('')), split);
}

/** The same bytes in pieces of `size`; the last one may be shorter. */
export function cut(bytes: Buffer, size: number): Buffer[] {
  if (!Number.isInteger(size) || size < 1) throw new RangeError('a piece has one byte or more');
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

/** A provider's refusal in its own words. */
export function errorJson(
  status: number,
  code: string | null,
  message: string,
  headers: OutgoingHttpHeaders = {},
): Script {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return (_call, act) => act.json(status, { error: { message, type, param: null, code } }, headers);
}

/**
 * The well-behaved model: it says the last message back, counts deterministically, and streams its usage only when
 * asked to. Knows /chat/completions and /models.
 */
export const wellBehaved: Script = async (call, act) => {
  if (call.path === '/v1/models') return act.json(200, MODEL_LIST);
  if (call.path !== '/v1/chat/completions' || call.method !== 'POST') return notFound(call, act);
  const { model, n, stream, wantsUsage, echo } = requestOf(call);
  const usage = requestedUsage(call);
  if (!stream) {
    const choices = Array.from({ length: n }, (_, index) => choice(index, echo));
    return act.json(200, chatBody(call, { usage, model, choices, serviceTier: 'default' }));
  }
  const half = Math.ceil(echo.length / 2);
  const chunks = [echo.slice(0, half), echo.slice(half)];
  await chatStream({ chunks, model, serviceTier: 'default', ...(wantsUsage ? { usage } : {}) })(call, act);
};

/** What the well-behaved model reports for this call. */
export function requestedUsage(call: Pick<UpstreamCallSeen, 'json'>) {
  const { cap, n } = requestOf(call);
  return usageOf(PROMPT_TOKENS, Math.min(cap, MAX_ANSWER_TOKENS) * n);
}

const MODEL_LIST = {
  object: 'list',
  data: [
    { id: 'gpt-3.5-turbo', object: 'model', created: 1_677_610_602, owned_by: 'openai' },
    { id: 'ft:gpt-3.5-turbo:secret-club::abc123', object: 'model', created: 1_700_000_000, owned_by: 'org-owner' },
  ],
};

function notFound(call: UpstreamCallSeen, act: Act): void {
  const message = `Invalid URL (${call.method} ${call.path})`;
  act.json(404, { error: { message, type: 'invalid_request_error', param: null, code: 'unknown_url' } });
}

interface UpstreamRequest {
  readonly model: string;
  readonly n: number;
  readonly cap: number;
  readonly stream: boolean;
  readonly wantsUsage: boolean;
  readonly echo: string;
}

/** The fields of a chat body, of any shape: tests send wrong ones, too. */
export function requestOf(call: Pick<UpstreamCallSeen, 'json'>): UpstreamRequest {
  const body = object(call.json);
  const messages = Array.isArray(body.messages) ? body.messages : [];
  const content = object(messages.at(-1)).content;
  return {
    model: typeof body.model === 'string' ? body.model : 'no-model',
    n: typeof body.n === 'number' ? body.n : 1,
    cap: [body.max_completion_tokens, body.max_tokens].find((cap) => typeof cap === 'number') ?? Infinity,
    stream: body.stream === true,
    wantsUsage: object(body.stream_options).include_usage === true,
    echo: typeof content === 'string' ? content : JSON.stringify(content ?? ''),
  };
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
