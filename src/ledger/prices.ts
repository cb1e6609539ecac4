import type { ImageRules } from './image-tokens.ts';
import type { ModelParameter } from './model-parameters.ts';
import type { NanoUsd } from './money.ts';
import { utcDay } from './utc-days.ts';

/**
 * A price in micro-USD per million tokens, which is the same number in pico-USD per token: an integer for every
 * published price, cache writes included.
 */
export type PicoUsdPerToken = number;

/** The same of characters: micro-USD per million. */
export type PicoUsdPerCharacter = number;

export interface Price {
  /** First UTC day the price holds, YYYY-MM-DD. */
  readonly from: string;
  readonly input: PicoUsdPerToken;
  readonly cachedInput: PicoUsdPerToken;
  readonly cacheWrite: PicoUsdPerToken;
  readonly output: PicoUsdPerToken;
  /** Input and output tokens that are an image's, where they have prices of their own. */
  readonly imageInput?: PicoUsdPerToken;
  readonly imageOutput?: PicoUsdPerToken;
  /** Per character of a text that is spoken; absent where tokens are billed. With it, the rates of tokens are 0. */
  readonly perCharacter?: PicoUsdPerCharacter;
  /** Above this many input tokens the whole request is dearer; absent for models without such a tier. */
  readonly longContext?: {
    readonly aboveInputTokens: number;
    readonly inputPercent: number;
    readonly outputPercent: number;
  };
  /** What the provider takes at its flex tier, in percent of these rates; absent for models without it. */
  readonly flex?: {
    readonly percent: number;
    /** Of cached input, where it is another. */
    readonly cachedPercent?: number;
    readonly source: string;
  };
  /** Where the figure was read, and when. */
  readonly source: string;
}

/**
 * What a call may be made of. A count of bytes bounds the tokens of a text, and `imageTokens` those of an image. The
 * endpoints refuse sound and files for every model: a further kind needs a bound in estimate.ts first.
 */
export const INPUT_KINDS = ['text', 'image'] as const;
export type InputKind = (typeof INPUT_KINDS)[number];

/** How closely a model looks at an image. `auto` is none of them: the provider would choose. */
export const IMAGE_DETAILS = ['low', 'high', 'original'] as const;
export type ImageDetail = (typeof IMAGE_DETAILS)[number];

/** Of an image that names none, or auto, at a model that has no other. */
export const DEFAULT_IMAGE_DETAIL: ImageDetail = 'high';

export function isImageDetail(text: string): text is ImageDetail {
  return IMAGE_DETAILS.some((detail) => detail === text);
}

/** The most tokens that one image is, whatever its size. */
export interface ImageTokens {
  readonly low: number;
  readonly high: number;
  /** Absent: no call may ask for it. */
  readonly original?: number;
  /** Where the figures were read, and when. */
  readonly source: string;
}

/** The provider of OPENAI_API_KEY and OPENAI_BASE_URL, and of every model that names none. */
export const DEFAULT_PROVIDER = 'openai';

export interface Model {
  readonly id: string;
  /** The name of who answers for it. */
  readonly provider: string;
  /** The same id at other providers, in the order in which they follow when nothing could be sent to this one. */
  readonly elsewhere?: readonly Model[];
  /** Names under which a provider answers for, or dates, the same model at the same price. */
  readonly snapshots: readonly string[];
  /** Kinds of endpoints/endpoints.ts. */
  readonly endpoints: readonly string[];
  /** Never empty. */
  readonly inputs: readonly InputKind[];
  /** Of a model with images among its inputs, and of no other. */
  readonly imageTokens?: ImageTokens;
  /** The detail of an image that names none, or auto; absent: high. imageTokens has a number for it. */
  readonly imageDetail?: ImageDetail;
  /** The most images of one call; absent: 4. */
  readonly maxImages?: number;
  /** Tokens; of a model for speech, characters of a text. */
  readonly contextWindow: number;
  readonly maxOutput: number;
  /** The cap given to a call that names none. */
  readonly defaultMaxOutput: number;
  /** A reasoning model takes max_completion_tokens and a reasoning effort. */
  readonly reasoning: boolean;
  /** The lowest effort that the model takes: for calls that name a model without reasoning. */
  readonly leastEffort?: string;
  /** The effort of a call that names none, where it is known. */
  readonly defaultEffort?: string;
  /** Of the parameters that not every model takes; takesParameter() has the default. */
  readonly takes?: readonly ModelParameter[];
  /** Further ones that it takes at the effort none. */
  readonly takesWithoutReasoning?: readonly ModelParameter[];
  /** Input tokens that the provider may add for this model, where that differs from the server's setting. */
  readonly inputSlackTokens?: number;
  /** Only of a model that draws. */
  readonly drawing?: ImageRules;
  /** Of a model for speech: the voices that it has; absent: any plain name, which its server knows. */
  readonly voices?: readonly string[];
  /** It reads aloud as `instructions` say. */
  readonly takesVoiceInstructions?: true;
  /** UTC day of the provider's shutdown, or null. */
  readonly shutdownDate: string | null;
  /** Ascending by `from`, never empty. */
  readonly prices: readonly Price[];
}

/** Model names (ids and snapshots) -> model. A call for any other name is refused; none is guessed. */
export type Catalogue = ReadonlyMap<string, Model>;

/** Token counts of one call; the cached, written and image counts are parts of the totals. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  /** Where an answer says them, and a price has them apart. */
  readonly imageInputTokens?: number;
  readonly imageOutputTokens?: number;
}

export const NO_TOKENS: TokenUsage = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };

const PICO_PER_NANO = 1000;

/** The price at an instant (ms, UTC). Before the first dated price, the first one holds. */
export function priceAt(model: Model, at: number): Price {
  const day = utcDay(at);
  let current = model.prices[0];
  for (const price of model.prices) if (price.from <= day) current = price;
  if (current === undefined) throw new Error(`the catalogue has no price for ${model.id}`);
  return current;
}

/** The stable name of a price, kept on every usage record: "gpt-3.5-turbo@2024-01-25". */
export function priceVersion(model: Model, price: Price): string {
  return `${model.id}@${price.from}`;
}

/** null: the model has no flex tier at this price. Never dearer than the price. */
export function flexPrice(price: Price): Price | null {
  if (price.flex === undefined) return null;
  const { percent, cachedPercent = percent } = price.flex;
  return { ...scalePrice(price, percent), cachedInput: scale(price.cachedInput, cachedPercent) };
}

/** The name of a price at another tier, on the records of its calls: "gpt-6-luna@2026-09-22+flex". */
export function priceVersionAt(tier: 'flex', version: string): string {
  return `${version}+${tier}`;
}

/** The same model at so many percent of its list prices (100 or more), rounded up. */
export function scalePrices(model: Model, percent: number): Model {
  if (percent === 100) return model;
  return { ...model, prices: model.prices.map((price) => scalePrice(price, percent)) };
}

/** In every unit. */
function scalePrice(price: Price, percent: number): Price {
  const { imageInput, imageOutput, perCharacter } = price;
  return {
    ...price,
    input: scale(price.input, percent),
    cachedInput: scale(price.cachedInput, percent),
    cacheWrite: scale(price.cacheWrite, percent),
    output: scale(price.output, percent),
    ...(imageInput === undefined ? {} : { imageInput: scale(imageInput, percent) }),
    ...(imageOutput === undefined ? {} : { imageOutput: scale(imageOutput, percent) }),
    ...(perCharacter === undefined ? {} : { perCharacter: scale(perCharacter, percent) }),
  };
}

/** What a call cost, in nano-USD, rounded up once. Counts must be safe integers >= 0. */
export function costOf(price: Price, usage: TokenUsage): NanoUsd {
  const { imageInput, imageOutput } = price;
  const inputImages = imageInput === undefined ? 0 : Math.min(usage.imageInputTokens ?? 0, usage.inputTokens);
  const outputImages = imageOutput === undefined ? 0 : Math.min(usage.imageOutputTokens ?? 0, usage.outputTokens);
  const text = usage.inputTokens - inputImages;
  const parts = usage.cachedInputTokens + usage.cacheWriteTokens;
  // When the parts exceed their total, each is taken in the wallet's favour: all input at the dearest rate.
  const cached = parts > text ? 0 : usage.cachedInputTokens;
  const written = parts > text ? text : usage.cacheWriteTokens;
  const plain = text - cached - written;
  const rates = ratesFor(price, usage.inputTokens);
  return nanoFromPico(
    plain * rates.input +
      cached * rates.cachedInput +
      written * rates.cacheWrite +
      inputImages * (imageInput ?? 0) +
      (usage.outputTokens - outputImages) * rates.output +
      outputImages * (imageOutput ?? 0),
  );
}

export interface Rates {
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly output: number;
}

export const NO_RATES: Rates = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };

/** The rates of a request with so many input tokens. */
export function ratesFor(price: Price, inputTokens: number): Rates {
  const tier = price.longContext;
  if (tier === undefined || inputTokens <= tier.aboveInputTokens) return price;
  return {
    input: scale(price.input, tier.inputPercent),
    cachedInput: scale(price.cachedInput, tier.inputPercent),
    cacheWrite: scale(price.cacheWrite, tier.inputPercent),
    output: scale(price.output, tier.outputPercent),
  };
}

/** Pico-USD -> nano-USD, rounded up: the wallet never counts less than it pays. */
export function nanoFromPico(pico: number): NanoUsd {
  return Math.ceil(pico / PICO_PER_NANO);
}

function scale(rate: number, percent: number): number {
  return Math.ceil((rate * percent) / 100);
}
