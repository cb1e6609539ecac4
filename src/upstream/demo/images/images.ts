import type { ImageRules, ImageSize } from '../../../ledger/image-tokens.ts';
import { countTokens } from '../count-tokens.ts';
import { invalid, parseBody, positiveInteger } from '../read-body.ts';
import { type DemoReply, event, jsonReply, nowInSeconds, streamReply } from '../reply.ts';
import { drawPicture } from './draw.ts';
import { DEMO_LABEL } from './letters.ts';
import { writePng } from './png.ts';

/** What a model draws; undefined for a model that does not. */
export type ImageRulesOf = (model: string) => ImageRules | undefined;

/** What images are billed as: see ledger/image-tokens.ts. */
export interface ImageFormula {
  readonly parseSize: (text: string) => ImageSize | null;
  readonly tokensOf: (grid: number, size: ImageSize) => number;
  readonly tokensOfPartial: number;
}

const MAX_IMAGES = 10;
const MAX_PARTIAL_IMAGES = 3;

interface Order {
  readonly prompt: string;
  readonly size: ImageSize;
  readonly count: number;
  readonly partialImages: number;
  readonly tokensOfEach: number;
  readonly stream: boolean;
  /** Of the answer and of each event. */
  readonly facts: object;
  readonly inputTokens: number;
}

/** Drawn shapes, whatever the prompt says, as PNG; the usage is that of the formula. */
export function answerImages(formula: ImageFormula): (...args: readonly [Buffer, unknown, ImageRulesOf]) => DemoReply {
  return (bytes, _windowOf, rulesOf) => {
    const order = readOrder(bytes, formula, rulesOf);
    return order.stream ? streamed(order, formula) : whole(order);
  };
}

/** @throws DemoError */
function readOrder(bytes: Buffer, { parseSize, tokensOf }: ImageFormula, rulesOf: ImageRulesOf): Order {
  const { model, prompt, n, size: written, quality, stream, partial_images: partials } = parseBody(bytes);
  if (typeof prompt !== 'string' || prompt === '') throw invalid('prompt must be a text.', 'prompt');
  const size = parseSize(String(written));
  if (size === null) throw invalid('The jigap demo does not draw this size.', 'size');
  const grid = rulesOf(model)?.grid.get(String(quality));
  if (grid === undefined) throw invalid('The jigap demo does not draw this quality.', 'quality');
  return {
    prompt,
    size,
    count: positiveInteger(n, 'n', MAX_IMAGES) ?? 1,
    partialImages: partials === 0 ? 0 : (positiveInteger(partials, 'partial_images', MAX_PARTIAL_IMAGES) ?? 0),
    tokensOfEach: tokensOf(grid, size),
    stream: stream === true,
    facts: { background: 'opaque', output_format: 'png', quality, size: written },
    inputTokens: Math.max(1, Math.min(countTokens(prompt), bytes.length)),
  };
}

function whole(order: Order): DemoReply {
  const data = Array.from({ length: order.count }, (_, nth) => ({ b64_json: draw(order, { nth }) }));
  const usage = usageOf(order, order.count * order.tokensOfEach);
  return jsonReply({ created: nowInSeconds(), data, ...order.facts, usage });
}

/** Partial images have some of the shapes. */
function streamed(order: Order, { tokensOfPartial }: ImageFormula): DemoReply {
  const { partialImages, tokensOfEach, facts } = order;
  const head = { created_at: nowInSeconds(), ...facts };
  const early = Array.from({ length: partialImages }, (_, index) => ({
    type: 'image_generation.partial_image',
    b64_json: draw(order, { share: (index + 1) / (partialImages + 1) }),
    ...head,
    partial_image_index: index,
  }));
  const usage = usageOf(order, tokensOfEach + partialImages * tokensOfPartial);
  const last = { type: 'image_generation.completed', b64_json: draw(order, {}), ...head, usage };
  return streamReply([...early, last].map((one) => event(one, one.type)));
}

function draw({ prompt, size }: Order, { nth = 0, share = 1 }): string {
  const picture = drawPicture(nth === 0 ? prompt : `${prompt} ${nth}`, size, share);
  return writePng(picture, `${DEMO_LABEL}: no model drew this`).toString('base64');
}

function usageOf({ inputTokens }: Order, outputTokens: number): object {
  return {
    total_tokens: inputTokens + outputTokens,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    input_tokens_details: { text_tokens: inputTokens, image_tokens: 0 },
  };
}
