import { createHash } from 'node:crypto';
import { invalid, parseBody, positiveInteger } from './read-body.ts';
import { type DemoReply, jsonReply } from './reply.ts';
import { type DemoInput, readInputs, tokensOf } from './token-inputs.ts';
import { capInWindow, type WindowOf } from './window.ts';

/** Source: OpenAI's documentation; older and unknown models give as many as the small one. */
const DIMENSIONS = new Map([['text-embedding-3-large', 3072]]);
const DEFAULT_DIMENSIONS = 1536;
const MAX_INPUTS = 2048;
const MAX_TOKENS_PER_INPUT = 8192;
const WORD = /[\p{L}\p{N}]+/gu;
/** Where a word points to: so many of the dimensions, taken from its hash. */
const DIMENSIONS_PER_WORD = 8;
/** How far a text of its own is from another with the same words. */
const NOISE = 0.02;

/**
 * Unit vectors made of hashes. The same text always has the same one, texts that share words are
 * nearer to each other than those that do not, and nothing else is meant by them. @throws DemoError
 */
export function answerEmbeddings(bytes: Buffer, windowOf: WindowOf): DemoReply {
  const body = parseBody(bytes);
  const inputs = readInputs(body.input, 'input');
  if (inputs.length > MAX_INPUTS) throw invalid(`input may be ${MAX_INPUTS} texts at most.`, 'input');
  const window = Math.min(windowOf(body.model), MAX_TOKENS_PER_INPUT);
  for (const { tokens } of inputs) capInWindow({ inputTokens: tokens, cap: 0 }, window, 'input');
  const most = DIMENSIONS.get(body.model) ?? DEFAULT_DIMENSIONS;
  const dimensions = positiveInteger(body.dimensions, 'dimensions', most) ?? most;
  const written = writerFor(body.encoding_format);
  const promptTokens = Math.min(tokensOf(inputs), bytes.length);
  return jsonReply({
    object: 'list',
    data: inputs.map((input, index) => ({
      object: 'embedding',
      index,
      embedding: written(unit(vectorOf(input, most).subarray(0, dimensions))),
    })),
    model: body.model,
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
  });
}

function writerFor(format: unknown): (vector: Float32Array) => unknown {
  if (format === undefined || format === null || format === 'float') return (vector) => Array.from(vector);
  if (format === 'base64') return littleEndianBase64;
  throw invalid("encoding_format must be 'float' or 'base64'.", 'encoding_format');
}

function littleEndianBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes.toString('base64');
}

function vectorOf({ text }: DemoInput, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  let state = hashOf(text).readUInt32LE(0);
  for (let at = 0; at < dimensions; at++) {
    // The generator of Numerical Recipes: good enough for noise, and the same everywhere.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    vector[at] = (state / 2 ** 31 - 1) * NOISE;
  }
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    const hash = hashOf(word);
    for (let nth = 0; nth < DIMENSIONS_PER_WORD; nth++) {
      const bits = hash.readUInt32LE(nth * 4);
      const at = (bits >>> 1) % dimensions;
      vector[at] = (vector[at] ?? 0) + (bits % 2 === 0 ? 1 : -1);
    }
  }
  return vector;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
