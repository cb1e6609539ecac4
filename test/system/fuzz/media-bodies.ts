import { WORDS } from '../secrecy/canaries.ts';

/** Bodies with images, with speech and with texts that are carried as bytes: see gateway/body/take-long-texts.ts. */

const { prompt } = WORDS;

const LONG = `${prompt} ${'long "text"\\n'.repeat(900)}`;
const URL = `data:image/png;base64,${'iVBORw0KGgo+'.repeat(900)}`;
const SHORT_URL = 'data:image/jpeg;base64,/9j/4AAQ';

const inChat = (url: string, detail?: string) => ({ type: 'image_url', image_url: { url, ...(detail && { detail }) } });
const inResponse = (url: string, detail?: string) => ({
  type: 'input_image',
  image_url: url,
  ...(detail && { detail }),
});

export const MEDIA_CHATS: readonly object[] = [
  { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: LONG }], max_tokens: 20, stream: true },
  {
    ...{ model: 'gpt-5.6-luna', max_completion_tokens: 20 },
    messages: [
      { role: 'system', content: LONG },
      { role: 'user', content: [{ type: 'text', text: LONG }, inChat(URL), inChat(SHORT_URL, 'high')] },
    ],
  },
];

export const MEDIA_RESPONSES: readonly object[] = [
  { model: 'gpt-5-mini', input: LONG, max_output_tokens: 20 },
  {
    ...{ model: 'gpt-5.6-luna', max_output_tokens: 20, stream: true },
    input: [
      { role: 'user', content: [{ type: 'input_text', text: LONG }, inResponse(URL, 'auto'), inResponse(SHORT_URL)] },
      { type: 'function_call_output', call_id: 'c', output: LONG },
    ],
  },
];

export const IMAGE_BODIES: readonly object[] = [
  { model: 'gpt-image-2', prompt },
  { model: 'gpt-image-2', prompt: LONG, n: 2, size: '1536x1024', quality: 'medium', output_format: 'webp' },
  { model: 'gpt-image-2', prompt, stream: true, partial_images: 3, user: prompt, background: 'opaque' },
];

export const SPEECH_BODIES: readonly object[] = [
  { model: 'tts-1', input: prompt, voice: 'alloy' },
  { model: 'tts-1', input: prompt.repeat(20), voice: 'nova', response_format: 'wav', speed: 2, stream_format: 'audio' },
];

export const HOSTILE_MEDIA: readonly string[] = [
  ...[LONG, URL, SHORT_URL].map((text) => JSON.stringify(text)),
  ...['"data:image/png;base64,AAAA\\n"', '"\\u0064ata:image/png;base64,AAAA"', '"DATA:image/png;base64,AAAA"'],
  ...['"data:image/png;charset=utf-8;base64,AAAA"', '"data:image/svg+xml;base64,AAAA"', '"data:image/png,AAAA"'],
  JSON.stringify(URL.replace('+', '=')),
  JSON.stringify(URL.replace('+', '-')),
  JSON.stringify(URL.replace('base64,', 'base64, ')),
  JSON.stringify(`${URL}====`),
  `"${'\\ud800'.repeat(2000)}"`,
  `"${'\\u0041'.repeat(2000)}"`,
  `"${'\t'.repeat(9000)}"`,
  `"${'\\"'.repeat(9000)}"`,
  `"${'x'.repeat(9000)}\\"`,
  `"${'x'.repeat(9000)}\\x"`,
  JSON.stringify([LONG, LONG]),
  JSON.stringify([inChat(SHORT_URL, LONG)]),
  JSON.stringify(Array.from({ length: 5 }, () => inChat(SHORT_URL))),
  JSON.stringify(Array.from({ length: 5 }, () => inResponse(URL, 'original'))),
  ...['"1024X1024"', '"1024x1024 "', '"01024x1024"', '"3840x3840"', '"3840x2160"', '"auto"', '"max"', '10', '1e0'],
];
