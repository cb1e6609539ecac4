import { amountIn, type BudgetUnit, type UnitAmounts } from './budget-units.ts';
import { MAX_NANO_USD, type NanoUsd } from './money.ts';
import { DEFAULT_IMAGE_DETAIL, type Model, nanoFromPico, type Price, ratesFor } from './prices.ts';

/**
 * The worst case of a request as a function of its output cap: a fixed part for the input, and so much per token of
 * the cap (all candidates together).
 */
export interface Estimate {
  readonly inputTokensBound: number;
  readonly candidates: number;
  readonly inputPico: number;
  readonly picoPerCapToken: number;
  /** Absent where a call makes text alone. */
  readonly media?: MediaBound;
}

/** What a call makes that no cap lowers: images or speech. */
export interface MediaSize {
  /** Pictures that are drawn. */
  readonly images: number;
  /** Output tokens of all of them at most. */
  readonly outputTokens: number;
  /** Of a text that is spoken. */
  readonly characters: number;
}

export const NO_MEDIA: MediaSize = { images: 0, outputTokens: 0, characters: 0 };

export interface MediaBound extends MediaSize {
  readonly pico: number;
}

/**
 * Tokens that a provider may add to a request: the priming of the reply (3 are published), and hidden text. A model of
 * the catalogue may name its own.
 */
export const DEFAULT_INPUT_SLACK_TOKENS = 64;

export interface RequestSize {
  /**
   * UTF-8 bytes of the body that is really sent, but for the data URLs of its images. Each token of a byte-level BPE
   * covers at least one byte of a text, and the JSON around a message or an image is longer than the tokens that stand
   * for it.
   */
  readonly bodyBytes: number;
  /** Tokens that schemas may take beyond their bytes: see rendered-tokens.ts. */
  readonly surplusTokens: number;
  /** The most tokens that its images are, whatever their sizes: of the catalogue. */
  readonly pictureTokens: number;
  /** Separate texts in it: each may fill the model's window, and gets the slack. */
  readonly inputs: number;
  /** Answers requested, over all inputs. */
  readonly candidates: number;
  readonly slackTokens: number;
  readonly media?: MediaSize | undefined;
}

/** Upper bound of the input tokens, on the worst input: test/system/token-bound searches for one that exceeds it. */
export function boundInputTokens(model: Model, size: RequestSize): number {
  const { bodyBytes, surplusTokens, pictureTokens, inputs, slackTokens } = size;
  return Math.min(bodyBytes + surplusTokens + pictureTokens + slackTokens * inputs, model.contextWindow * inputs);
}

export function estimate(model: Model, price: Price, size: RequestSize): Estimate {
  const { candidates, media } = size;
  // A text that is spoken counts in characters, and in no tokens.
  const inputTokensBound = (media?.characters ?? 0) > 0 ? 0 : boundInputTokens(model, size);
  const rates = ratesFor(price, inputTokensBound);
  return {
    inputTokensBound,
    candidates,
    inputPico: inputTokensBound * Math.max(rates.input, rates.cacheWrite),
    picoPerCapToken: candidates * rates.output,
    ...(media === undefined ? {} : { media: { ...media, pico: mediaPico(price, media) } }),
  };
}

/** Every output token at the dearer price: an answer may be of either kind. */
function mediaPico(
  { output, imageOutput = 0, perCharacter = 0 }: Price,
  { outputTokens, characters }: MediaSize,
): number {
  return outputTokens * Math.max(output, imageOutput) + characters * perCharacter;
}

/** The most that one image of no particular detail costs, below the long-context tier; null: the model takes none. */
export function maxImageCost({ imageTokens, imageDetail = DEFAULT_IMAGE_DETAIL }: Model, price: Price): NanoUsd | null {
  const tokens = imageTokens?.[imageDetail];
  return tokens === undefined ? null : nanoFromPico(tokens * Math.max(price.input, price.cacheWrite));
}

/** The hold for an output cap in tokens per candidate. */
export function holdFor(estimate: Estimate, cap: number): NanoUsd {
  return nanoFromPico(fixedPico(estimate) + cap * estimate.picoPerCapToken);
}

/** What no cap lowers. */
function fixedPico({ inputPico, media }: Estimate): number {
  return inputPico + (media?.pico ?? 0);
}

/** What a call holds in every unit at an output cap. */
export function amountsFor(estimate: Estimate, cap: number): UnitAmounts {
  const { candidates, media } = estimate;
  return {
    money: holdFor(estimate, cap),
    tokens: fixedTokens(estimate) + cap * candidates,
    calls: 1,
    images: media?.images ?? 0,
  };
}

/** What no cap lowers. */
function fixedTokens({ inputTokensBound, media }: Estimate): number {
  return inputTokensBound + (media?.outputTokens ?? 0);
}

/** Of a call that the provider is not asked: it counts as a call, and takes nothing else. */
export const NO_ESTIMATE: Estimate = { inputTokensBound: 0, candidates: 0, inputPico: 0, picoPerCapToken: 0 };

/**
 * The largest cap, at most `cap`, whose hold fits into `available`; -1 when not even the input fits, because 0 is the
 * cap of a call without output (embeddings).
 */
export function affordableCap(estimate: Estimate, cap: number, available: NanoUsd): number {
  if (holdFor(estimate, cap) <= available) return cap;
  // available is below one hold, so this product stays a safe integer.
  const pico = Math.min(available, MAX_NANO_USD) * 1000 - fixedPico(estimate);
  // Only the cap does not fit, so a token of it costs more than nothing.
  return pico < 0 ? -1 : Math.floor(pico / estimate.picoPerCapToken);
}

/** The same in any unit. @param available at least 0 */
export function affordableCapIn(unit: BudgetUnit, estimate: Estimate, cap: number, available: number): number {
  if (unit === 'money') return affordableCap(estimate, cap, available);
  const { candidates } = estimate;
  if (amountIn(unit, amountsFor(estimate, cap)) <= available) return cap;
  // No cap lowers the number of calls and images.
  const fixed = fixedTokens(estimate);
  if (unit !== 'tokens' || fixed > available) return -1;
  return Math.floor((available - fixed) / candidates);
}
