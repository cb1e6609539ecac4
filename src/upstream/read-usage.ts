import type { MeteredUsage } from '../ledger/exits.ts';
import type { TokenUsage } from '../ledger/prices.ts';
import { isObject, type JsonObject } from './json/json-object.ts';

/** Of an endpoint that the provider does not charge for. */
export const NO_USAGE: MeteredUsage = {
  tokens: { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 },
  serviceTier: null,
};

/**
 * Reads the usage out of a parsed answer or event; null when there is none that can be believed (missing, null,
 * negative, fractional, text, no safe integer, or no input at all, which no call has).
 */
export function readUsage(answer: unknown): MeteredUsage | null {
  if (!isObject(answer) || !isObject(answer.usage)) return null;
  const tokens = countsOf(answer.usage);
  if (tokens === null) return null;
  return { tokens, serviceTier: typeof answer.service_tier === 'string' ? answer.service_tier : null };
}

/** Some providers count on in several events, some say it twice: no later one may make a call cheaper. */
export function highest(earlier: MeteredUsage, later: MeteredUsage): MeteredUsage {
  const [a, b] = [earlier.tokens, later.tokens];
  return {
    tokens: {
      inputTokens: Math.max(a.inputTokens, b.inputTokens),
      outputTokens: Math.max(a.outputTokens, b.outputTokens),
      // More input may have more of it cached; the same input may not.
      cachedInputTokens:
        b.inputTokens > a.inputTokens ? b.cachedInputTokens : Math.min(a.cachedInputTokens, b.cachedInputTokens),
      cacheWriteTokens: Math.max(a.cacheWriteTokens, b.cacheWriteTokens),
    },
    serviceTier: later.serviceTier ?? earlier.serviceTier,
  };
}

function countsOf(usage: JsonObject): TokenUsage | null {
  const input = usage.prompt_tokens ?? usage.input_tokens;
  const output = usage.completion_tokens ?? usage.output_tokens;
  // A side that is not said is what the other leaves of the total; embeddings never say their output, which is none.
  const total = usage.total_tokens;
  const inputTokens = count(input ?? difference(total, output));
  const said = count(output ?? difference(total, input));
  if (inputTokens === null || said === null || inputTokens === 0) return null;
  // A total that is no count says that the others cannot be trusted either.
  if (typeof total === 'number' && count(total) === null) return null;
  // Some providers leave thinking out of the output, count it in the total or beside it, and bill it.
  const outputTokens = Math.max(said + thinkingBeside(said, usage), difference(total, inputTokens) ?? 0);
  const parts = objectOf(usage.prompt_tokens_details ?? usage.input_tokens_details);
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: count(parts.cached_tokens) ?? 0,
    cacheWriteTokens: count(parts.cache_write_tokens) ?? 0,
  };
}

/** Thinking that is more than the output is no part of it. */
function thinkingBeside(output: number, usage: JsonObject): number {
  const parts = objectOf(usage.completion_tokens_details ?? usage.output_tokens_details);
  const thinking = count(parts.reasoning_tokens) ?? 0;
  return thinking > output ? thinking : 0;
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function difference(total: unknown, part: unknown): number | null {
  return typeof total === 'number' && typeof part === 'number' ? total - part : null;
}

function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}
