import type { MeteredUsage } from '../ledger/exits.ts';
import type { TokenUsage } from '../ledger/prices.ts';
import { isObject, type JsonObject } from './json/json-object.ts';

/** Of an endpoint that the provider does not charge for. */
export const NO_USAGE: MeteredUsage = {
  tokens: { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 },
  serviceTier: null,
};

/**
 * The usage in a parsed answer or event; null when there is none that can be believed: missing, null, negative,
 * fractional, a text, no safe integer, or without any input, which every call has.
 */
export function readUsage(answer: unknown): MeteredUsage | null {
  if (!isObject(answer) || !isObject(answer.usage)) return null;
  const tokens = readTokens(answer.usage);
  if (tokens === null) return null;
  return { tokens, serviceTier: typeof answer.service_tier === 'string' ? answer.service_tier : null };
}

/** Some providers count up in several events, some repeat the usage: no later one may make a call cheaper. */
export function maxMeteredUsage(earlier: MeteredUsage, later: MeteredUsage): MeteredUsage {
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
    serviceTier: tierOf(earlier.serviceTier, later.serviceTier),
  };
}

/** A half price that is said once and not repeated is not believed. */
function tierOf(earlier: string | null, later: string | null): string | null {
  if (earlier === 'flex' && later === null) return null;
  return later === 'flex' ? earlier : (later ?? earlier);
}

function readTokens(usage: JsonObject): TokenUsage | null {
  const input = usage.prompt_tokens ?? usage.input_tokens;
  const output = usage.completion_tokens ?? usage.output_tokens;
  // A missing side is the total without the other; embeddings never report their output, which is none.
  const total = usage.total_tokens;
  const inputTokens = count(input ?? difference(total, output));
  const reported = count(output ?? difference(total, input));
  if (inputTokens === null || reported === null || inputTokens === 0) return null;
  // With a total that is no count, the other counts cannot be trusted.
  if (typeof total === 'number' && count(total) === null) return null;
  // Some providers leave reasoning out of the output, count it in the total or beside it, and bill it.
  const outputTokens = Math.max(reported + unreportedReasoning(reported, usage), difference(total, inputTokens) ?? 0);
  const parts = objectOf(usage.prompt_tokens_details ?? usage.input_tokens_details);
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: count(parts.cached_tokens) ?? 0,
    cacheWriteTokens: count(parts.cache_write_tokens) ?? 0,
  };
}

/** Reasoning tokens to add to the output: when there are more of them than output, the output does not include them. */
function unreportedReasoning(output: number, usage: JsonObject): number {
  const parts = objectOf(usage.completion_tokens_details ?? usage.output_tokens_details);
  const reasoning = count(parts.reasoning_tokens) ?? 0;
  return reasoning > output ? reasoning : 0;
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
