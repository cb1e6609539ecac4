import { connectRaw } from '../../support/raw-client.ts';
import { WORDS } from './canaries.ts';

/** Every endpoint of the students' side, in each of its modes. */
export interface Ask {
  readonly name: string;
  readonly path: string;
  readonly stream: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

export const ALL_MODELS =
  'gpt-3.5-turbo,gpt-3.5-turbo-instruct,text-embedding-3-small,omni-moderation-latest,tts-1,gpt-image-2';

const { prompt } = WORDS;
const TOOL = {
  type: 'function',
  function: { name: `f_${prompt}`, description: prompt, parameters: { type: 'object' } },
};

const BODIES = {
  '/v1/chat/completions': {
    model: 'gpt-3.5-turbo',
    messages: [
      { role: 'system', content: prompt, name: prompt },
      { role: 'user', content: [{ type: 'text', text: prompt }] },
    ],
    tools: [TOOL],
    stop: [prompt],
    user: prompt,
    metadata: { topic: prompt },
    max_tokens: 50,
  },
  '/v1/responses': {
    model: 'gpt-3.5-turbo',
    instructions: prompt,
    input: [{ role: 'user', content: [{ type: 'input_text', text: prompt }] }],
    metadata: { topic: prompt },
    max_output_tokens: 50,
  },
  '/v1/completions': { model: 'gpt-3.5-turbo-instruct', prompt: [prompt, prompt], suffix: prompt, max_tokens: 50 },
  '/v1/embeddings': { model: 'text-embedding-3-small', input: [prompt, prompt] },
  '/v1/moderations': { model: 'omni-moderation-latest', input: prompt },
  '/v1/images/generations': { model: 'gpt-image-2', prompt },
  '/v1/audio/speech': { model: 'tts-1', input: prompt, voice: 'alloy' },
};

/** What an answer of words gets: no words pass for a sound. */
export function statusOfWords({ path }: Pick<Ask, 'path'>): number {
  return path === '/v1/audio/speech' ? 502 : 200;
}

const STREAMING = ['/v1/chat/completions', '/v1/responses', '/v1/completions', '/v1/images/generations'];

export const ASKS: readonly Ask[] = Object.entries(BODIES).flatMap(([path, body]) => {
  const json = { name: `${path}, JSON`, path, stream: false, body };
  const stream = { name: `${path}, stream`, path, stream: true, body: { ...body, stream: true } };
  return STREAMING.includes(path) ? [json, stream] : [json];
});

export const STREAM_ASKS = ASKS.filter(({ stream }) => stream);

/** Sends it over a connection of its own; every byte that came back, and the status. */
export async function ask(
  url: string,
  token: string,
  { path, body }: Pick<Ask, 'path' | 'body'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly received: Buffer }> {
  const client = await connectRaw(url);
  await client.request({
    path,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': prompt,
      'x-stainless-lang': prompt,
      connection: 'close',
      ...headers,
    },
    body: JSON.stringify(body),
  });
  // Until the connection ends: nothing that might still follow the answer is missed.
  const { received } = await client.closed;
  return { status: Number(received.toString('latin1', 9, 12)), received };
}
