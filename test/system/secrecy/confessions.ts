import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Act, Script, UpstreamCallSeen } from '../../support/scripted-upstream.ts';
import { SECRETS, STARRED_KEY, WORDS } from './canaries.ts';

const { key, organization, project } = SECRETS;
const { answer } = WORDS;

/** Everything at once, in the ways that providers say it. */
export const CONFESSION = [
  `Incorrect API key provided: ${key}.`,
  `Incorrect API key provided: ${STARRED_KEY}. You can find your API key at the usual place.`,
  `key=${key}; header "Authorization: Bearer ${key}", (${STARRED_KEY}) key_${key} sk-proj-Qx7C…Zq7K ending in Zq7K`,
  `Rate limit reached in organization ${organization} (project ${project}).`,
  answer,
].join(' ');

/** In every header that somebody might pass on, read or keep. */
export const TALKATIVE_HEADERS: Readonly<Record<string, string>> = {
  'openai-organization': organization,
  'openai-project': project,
  'x-request-id': `req_${key}`,
  'request-id': key,
  'x-authorization-echo': `Bearer ${key}`,
  'www-authenticate': `Bearer realm="${key}"`,
  'retry-after': key,
  'set-cookie': `session=${key}`,
  server: STARRED_KEY,
  via: `1.1 ${organization}`,
  etag: `"${project}"`,
  location: `https://elsewhere.test/${key}`,
  'x-should-retry': key,
  'access-control-allow-origin': key,
};

/** The bodies of refusals, by their shape. */
export const ERROR_BODIES: Readonly<Record<string, string>> = {
  'of OpenAI': JSON.stringify({
    error: { message: CONFESSION, type: key, param: organization, code: key },
  }),
  'with a code of its own': JSON.stringify({
    error: { message: CONFESSION, type: 'insufficient_quota', param: `messages[0].${project}`, code: 'Zq7K' },
  }),
  'of a text alone': JSON.stringify({ error: CONFESSION }),
  'of others': JSON.stringify({ detail: [{ msg: CONFESSION }], message: CONFESSION, organization }),
  'a page': `<!doctype html><title>${CONFESSION}</title>`,
  'cut short': JSON.stringify({ error: { message: CONFESSION } }).slice(0, -9),
  // The reason that a student is told is cut somewhere: here, in the middle of the key.
  'with the key where it is cut': JSON.stringify({ error: { message: `${'so '.repeat(159)}${key}${CONFESSION}` } }),
};

export function refusal(status: number, body: string): Script {
  return (_call, act) => {
    // Neither of the two has a body.
    act.json(status, status === 304 || status === 204 ? '' : body, TALKATIVE_HEADERS);
  };
}

const IMAGE_USAGE = {
  ...{ total_tokens: 206, input_tokens: 10, output_tokens: 196 },
  input_tokens_details: { text_tokens: 10, image_tokens: 0 },
};

/** A whole answer of any endpoint, with these words in it. */
export function answerOf(path: string, words: string): object {
  const message = { role: 'assistant', content: words, refusal: null };
  const tokens = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  switch (path) {
    case '/v1/responses':
      return {
        ...{ id: `resp_${words}`, object: 'response', status: 'completed', error: null, model: words },
        output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: words }] }],
        usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
        metadata: { message: words },
      };
    case '/v1/embeddings':
      return { object: 'list', data: [{ index: 0, embedding: words }], model: words, usage: tokens };
    case '/v1/images/generations':
      return {
        ...{ created: 1, data: [{ b64_json: words, revised_prompt: words, url: words }], size: '1024x1024' },
        ...{ quality: words, usage: IMAGE_USAGE },
      };
    case '/v1/moderations':
      return { id: `modr_${words}`, model: words, results: [{ flagged: false, message: words }] };
    default:
      return {
        ...{ id: `chatcmpl-${words}`, object: 'chat.completion', created: 1, model: words, system_fingerprint: words },
        choices: [{ index: 0, message, text: words, logprobs: { content: [words] }, finish_reason: 'stop' }],
        [words]: words,
        usage: tokens,
      };
  }
}

/** The bytes of a stream of any endpoint that streams, with these words in it. */
export function streamOf(path: string, words: string, framing = '\n\n'): string {
  const event = (data: unknown, name = '') => `${name && `event: ${name}\n`}data: ${JSON.stringify(data)}${framing}`;
  if (path === '/v1/responses') {
    const done = { type: 'response.completed', response: answerOf(path, words) };
    return event({ type: 'response.output_text.delta', delta: words }) + event(done);
  }
  if (path === '/v1/images/generations') {
    const image = { b64_json: words, created_at: 1, size: words };
    const partial = { type: 'image_generation.partial_image', partial_image_index: 0, ...image };
    const done = { type: 'image_generation.completed', ...image, usage: IMAGE_USAGE };
    return event(partial, partial.type) + event(done, done.type);
  }
  const chunk = { id: `chatcmpl-${words}`, object: 'chat.completion.chunk', created: 1, model: words };
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  return [
    `: ${words}${framing}`,
    event({ ...chunk, choices: [{ index: 0, delta: { content: words }, text: words, finish_reason: null }] }),
    event({ ...chunk, choices: [], usage }),
    `data: [DONE]${framing}`,
  ].join('');
}

/** A good answer, but for the key in its words, cut into these pieces. */
export function wordsInPieces(words: string, cutBytes: (bytes: Buffer) => readonly Buffer[], framing?: string): Script {
  return async (call, act) => {
    const isStream = (call.json as { stream?: boolean } | undefined)?.stream === true;
    const type = isStream ? 'text/event-stream' : 'application/json';
    const text = isStream ? streamOf(call.path, words, framing) : JSON.stringify(answerOf(call.path, words));
    act.head(200, { ...TALKATIVE_HEADERS, 'content-type': type });
    await inPieces(act, cutBytes(Buffer.from(text)));
    act.end();
  };
}

/** Each goes out by itself: the other side gets a turn to read it. */
async function inPieces(act: Act, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    await act.write(piece);
    await nextTurn();
  }
}

/** What ends a stream that has begun, each with a confession. */
export const BROKEN_ENDS: Readonly<Record<string, string>> = {
  'an error event': `data: ${JSON.stringify({ error: { message: CONFESSION, code: key, param: project } })}\n\n`,
  'an error event with a text': `data: ${JSON.stringify({ error: CONFESSION })}\n\n`,
  'a named error event': `event: error\ndata: ${JSON.stringify({ type: 'error', message: CONFESSION, code: key })}\n\n`,
  'a failed response': `data: ${JSON.stringify({
    type: 'response.failed',
    response: { status: 'failed', error: { code: key, message: CONFESSION }, usage: null },
  })}\n\n`,
  'an error event in CRLF': `data: ${JSON.stringify({ error: { message: CONFESSION } })}\r\n\r\n`,
  'words of its own': `data: ${JSON.stringify({ detail: CONFESSION })}\n\n`,
  'an object called an error': `data: ${JSON.stringify({ object: 'error', message: CONFESSION })}\n\n`,
  'a text': `data: ${CONFESSION}\n\n`,
  'JSON that is no event': `${JSON.stringify({ detail: CONFESSION })}\n\n`,
  'a page': `<!doctype html><title>${CONFESSION}</title>\n\n`,
  'half an event': `data: {"error":{"message":"${CONFESSION}`,
  'an error after the end': `data: [DONE]\n\ndata: ${JSON.stringify({ error: { message: CONFESSION } })}\n\n`,
};

export function brokenEnd(end: string): Script {
  return async (call, act) => {
    act.head(200, { ...TALKATIVE_HEADERS, 'content-type': 'text/event-stream' });
    const [first = ''] = streamOf(call.path, answer).split(/(?<=\n\n)/);
    await act.write(first + end);
    act.end();
  };
}

/** Below HTTP, or nearly so. */
export const BROKEN_WIRES: Readonly<Record<string, Script>> = {
  'a reset': (_call, act) => act.reset(),
  'an end without an answer': (_call, act) => act.close(),
  'another protocol': closing(`220 ${CONFESSION}\r\n`),
  'a status line of its own': closing(`HTTP/1.1 ${key} ${key}\r\n\r\n`),
  'a header without a name': closing(`HTTP/1.1 200 OK\r\n: ${key}\r\n\r\n`),
  'a header with a line feed': closing(`HTTP/1.1 200 OK\r\nx-a: ${key}\n\r${key}\r\n\r\n`),
  'a reason phrase': closing(`HTTP/1.1 401 ${CONFESSION}\r\ncontent-length: 0\r\n\r\n`),
  'endless headers': closing(`HTTP/1.1 200 OK\r\n${`x-a: ${key}\r\n`.repeat(2000)}\r\n`),
  'two lengths': closing(`HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n${key}`),
  'a wrong chunk': closing(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${key}\r\n${key}\r\n`),
  'a promise of more': closing(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n"${key}`,
  ),
  'another protocol to switch to': closing(
    `HTTP/1.1 101 ${key}\r\nupgrade: ${key}\r\nconnection: upgrade\r\n\r\n${key}`,
  ),
  'an interim answer': closing(
    `HTTP/1.1 103 ${key}\r\nlink: ${key}\r\n\r\nHTTP/1.1 500 ${key}\r\ncontent-length: 0\r\n\r\n`,
  ),
  'an encoded refusal': closing(`HTTP/1.1 400 X\r\ncontent-encoding: br\r\ncontent-length: 54\r\n\r\n${key}`),
  'an encoded answer': closing(`HTTP/1.1 200 X\r\ncontent-encoding: ${key}\r\ncontent-length: 54\r\n\r\n${key}`),
  trailers: closing(
    `HTTP/1.1 400 X\r\ntransfer-encoding: chunked\r\ntrailer: x-a\r\n\r\n2\r\n{}\r\n0\r\nx-a: ${key}\r\n\r\n`,
  ),
};

function closing(bytes: string): Script {
  return (_call: UpstreamCallSeen, act: Act) => {
    act.raw(bytes);
    act.close();
  };
}
