import type { Model, TokenUsage } from './prices.ts';

/** The most tokens that one call can have used; a provider may report more. */
export type MaxUsage = Pick<TokenUsage, 'inputTokens' | 'outputTokens'>;

export interface CallShape {
  /** Separate texts; each has a window of its own. */
  readonly inputs: number;
  /** Answers over all inputs; 0 where the model writes none (embeddings, moderations). */
  readonly candidates: number;
}

/**
 * No text and no answer is longer than the model's window. The output cap is not the limit: a provider that ignores it
 * writes and bills more, and such a cost is recorded in full. Reasoning is part of the answer.
 */
export function maxUsage({ contextWindow }: Model, { inputs, candidates }: CallShape, cap: number): MaxUsage {
  return { inputTokens: contextWindow * inputs, outputTokens: Math.max(contextWindow, cap) * candidates };
}

export function isPossible(usage: TokenUsage, most: MaxUsage): boolean {
  return usage.inputTokens <= most.inputTokens && usage.outputTokens <= most.outputTokens;
}
