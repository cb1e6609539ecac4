import type { MeteredUsage } from '../ledger/exits.ts';
import { isObject } from './json/json-object.ts';
import { readUsage } from './read-usage.ts';

/** The usage of an answer with images. What it does not call text is the images'. */
export function readImageUsage(answer: unknown): MeteredUsage | null {
  const usage = readUsage(answer);
  if (usage === null || !isObject(answer)) return null;
  const said = isObject(answer.usage) ? answer.usage : {};
  const { tokens } = usage;
  const outputText = Math.min(countIn(said.output_tokens_details, 'text_tokens'), tokens.outputTokens);
  return {
    ...usage,
    tokens: {
      ...tokens,
      imageInputTokens: Math.min(countIn(said.input_tokens_details, 'image_tokens'), tokens.inputTokens),
      imageOutputTokens: tokens.outputTokens - outputText,
    },
  };
}

/** 0 for what is no count. */
function countIn(details: unknown, name: string): number {
  const value = isObject(details) ? details[name] : 0;
  return Number.isSafeInteger(value) ? Math.max(0, Number(value)) : 0;
}
