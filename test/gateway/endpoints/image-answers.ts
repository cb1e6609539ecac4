import type { Script } from '../../support/scripted-upstream.ts';

/** A picture of so many base64 letters. */
export function picture(length = 100): string {
  return 'iVBORw0KGgo'.padEnd(length, 'abcd/+09');
}

const FACTS = { background: 'opaque', output_format: 'png', quality: 'low', size: '1024x1024' };

export function imageUsage(outputTokens: number, inputTokens = 20) {
  return {
    total_tokens: inputTokens + outputTokens,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    input_tokens_details: { text_tokens: inputTokens, image_tokens: 0 },
  };
}

export interface ImagesJson {
  readonly count?: number;
  readonly length?: number;
  /** Left out of the answer when undefined. */
  readonly usage?: unknown;
  /** Fields that a provider adds. */
  readonly more?: object;
}

export function imagesBody({ count = 1, length = 100, usage, more = {} }: ImagesJson) {
  const data = Array.from({ length: count }, () => ({ b64_json: picture(length) }));
  return { created: 1, data, ...FACTS, ...more, ...(usage === undefined ? {} : { usage }) };
}

export function imagesJson(answer: ImagesJson): Script {
  return (_call, act) => act.json(200, imagesBody(answer));
}

export function partialImage(index: number, length = 100) {
  return {
    type: 'image_generation.partial_image',
    b64_json: picture(length),
    created_at: 1,
    ...FACTS,
    partial_image_index: index,
  };
}

export function completedImage(usage: unknown, length = 100) {
  return { type: 'image_generation.completed', b64_json: picture(length), created_at: 1, ...FACTS, usage };
}

export function imageEvent(data: { readonly type: string }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Writes each text by itself. */
export function imageStream(...texts: readonly string[]): Script {
  return async (_call, act) => {
    act.head(200, { 'content-type': 'text/event-stream' });
    for (const text of texts) await act.write(text);
    act.end();
  };
}
