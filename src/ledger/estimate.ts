import { amountIn, type BudgetUnit, type UnitAmounts } from './budget-units.ts';
import { MAX_NANO_USD, type NanoUsd } from './money.ts';
import { type Model, nanoFromPico, type Price, ratesFor } from './prices.ts';

/**
 * The worst case of a request as a function of its output cap: a fixed part for the input, and so much per token of
 * the cap (all candidates together).
 */
export interface Estimate {
  readonly inputTokensBound: number;
  readonly candidates: number;
  readonly inputPico: number;
  readonly picoPerCapToken: number;
}

/**
 * Tokens that a provider may add to a request: the priming of the reply (3 are published), and hidden text. A model of
 * the catalogue may name its own.
 */
export const DEFAULT_INPUT_SLACK_TOKENS = 64;

export interface RequestSize {
  /**
   * UTF-8 bytes of the body that is really sent. Each token of a byte-level BPE covers at least one byte of a text, and
   * the JSON around a message is longer than the tokens that stand for it.
   */
  readonly bodyBytes: number;
  /** Tokens that schemas may take beyond their bytes: see rendered-tokens.ts. */
  readonly surplusTokens: number;
  /** Separate texts in it: each may fill the model's window, and gets the slack. */
  readonly inputs: number;
  /** Answers requested, over all inputs. */
  readonly candidates: number;
  readonly slackTokens: number;
}

/** Upper bound of the input tokens, on the worst input: test/system/token-bound searches for one that exceeds it. */
export function boundInputTokens(model: Model, size: RequestSize): number {
  const { bodyBytes, surplusTokens, inputs, slackTokens } = size;
  return Math.min(bodyBytes + surplusTokens + slackTokens * inputs, model.contextWindow * inputs);
}

export function estimate(model: Model, price: Price, size: RequestSize): Estimate {
  const { candidates } = size;
  const inputTokensBound = boundInputTokens(model, size);
  const rates = ratesFor(price, inputTokensBound);
  return {
    inputTokensBound,
    candidates,
    inputPico: inputTokensBound * Math.max(rates.input, rates.cacheWrite),
    picoPerCapToken: candidates * rates.output,
  };
}

/** The hold for an output cap in tokens per candidate. */
export function holdFor(estimate: Estimate, cap: number): NanoUsd {
  return nanoFromPico(estimate.inputPico + cap * estimate.picoPerCapToken);
}

/** What a call holds in every unit at an output cap. */
export function amountsFor(estimate: Estimate, cap: number): UnitAmounts {
  return {
    money: holdFor(estimate, cap),
    tokens: estimate.inputTokensBound + cap * estimate.candidates,
    calls: 1,
    images: 0,
  };
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
  const pico = Math.min(available, MAX_NANO_USD) * 1000 - estimate.inputPico;
  // Only the cap does not fit, so a token of it costs more than nothing.
  return pico < 0 ? -1 : Math.floor(pico / estimate.picoPerCapToken);
}

/** The same in any unit. @param available at least 0 */
export function affordableCapIn(unit: BudgetUnit, estimate: Estimate, cap: number, available: number): number {
  if (unit === 'money') return affordableCap(estimate, cap, available);
  const { inputTokensBound, candidates } = estimate;
  if (amountIn(unit, amountsFor(estimate, cap)) <= available) return cap;
  // No cap lowers the number of calls and images.
  if (unit !== 'tokens' || inputTokensBound > available) return -1;
  return Math.floor((available - inputTokensBound) / candidates);
}
