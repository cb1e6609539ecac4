/** How the scripted upstream answers from now on. */
export type UpstreamScript =
  | { readonly kind: 'json' }
  | { readonly kind: 'stream'; readonly chunks: number; readonly everyMs: number };

export const MODEL = 'gpt-4.1-nano';
export const JSON_BYTES = 600;
export const CHUNK_BYTES = 200;

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
