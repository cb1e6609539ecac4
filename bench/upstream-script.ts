/** How the scripted upstream answers from now on. */
export type UpstreamScript =
  | { readonly kind: 'json' }
  /** Embeddings of LARGE_BYTES, as fast as they are read. */
  | { readonly kind: 'large' }
  /** Every 0 ms: a chunk in each turn of the event loop. */
  | { readonly kind: 'stream'; readonly chunks: number; readonly everyMs: number };

export const MODEL = 'gpt-4.1-nano';
/** Takes images, within sizes that its provider has published. */
export const IMAGE_MODEL = 'gpt-5.6-luna';
export const EMBEDDING_MODEL = 'embedder-of-the-bench';
/** Of the first provider. */
export const ALLOWED_MODELS = [MODEL, IMAGE_MODEL];
export const JSON_BYTES = 600;
export const CHUNK_BYTES = 200;

export const LARGE_BYTES = 46 * 1024 * 1024;

const USAGE = { prompt_tokens: 120, completion_tokens: 60, total_tokens: 180 };
const HEAD = { id: 'chatcmpl-Bench0123456789', created: 1_790_000_000, model: MODEL };

/** A chat completion of JSON_BYTES bytes. */
export const JSON_ANSWER = filled(JSON_BYTES, (content) =>
  JSON.stringify({
    ...HEAD,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: USAGE,
  }),
);

/** An answer of LARGE_BYTES, near enough. */
export function largeAnswer(): Buffer {
  const vector = Array.from({ length: 1536 }, (_, at) => (Math.sin(at) / 30).toFixed(17)).join(',');
  const embedding = `{"object":"embedding","index":0,"embedding":[${vector}]}`;
  const all = `${embedding},`.repeat(Math.floor(LARGE_BYTES / (embedding.length + 1)) - 1) + embedding;
  const usage = '{"prompt_tokens":1000,"total_tokens":1000}';
  return Buffer.from(`{"object":"list","data":[${all}],"model":"${EMBEDDING_MODEL}","usage":${usage}}`);
}

/** An event of CHUNK_BYTES bytes. */
export const STREAM_CHUNK = filled(CHUNK_BYTES, (content) => event([{ index: 0, delta: { content } }]));

/** What follows the last of them, in one write: why it ended, the usage, and the mark of the end. */
export const STREAM_END = Buffer.from(
  `${event([{ index: 0, delta: {}, finish_reason: 'stop' }])}${event([], USAGE)}data: [DONE]\n\n`,
);

function event(choices: readonly unknown[], usage?: typeof USAGE): string {
  const fields = { ...HEAD, object: 'chat.completion.chunk', choices, ...(usage === undefined ? {} : { usage }) };
  return `data: ${JSON.stringify(fields)}\n\n`;
}

function filled(bytes: number, textWith: (content: string) => string): Buffer {
  return Buffer.from(textWith('a'.repeat(bytes - Buffer.byteLength(textWith('')))));
}
