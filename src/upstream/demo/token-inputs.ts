import { countTokens } from './count-tokens.ts';
import { invalid } from './read-body.ts';

/** One of the separate texts of a `prompt` or `input`; a list of token numbers has no words that could be read. */
export interface DemoInput {
  readonly text: string;
  readonly tokens: number;
}

/** A text, texts, token numbers, or lists of token numbers. @throws DemoError */
export function readInputs(value: unknown, param: string): DemoInput[] {
  if (typeof value === 'string') return [textInput(value, param)];
  if (!Array.isArray(value) || value.length === 0) throw invalid(`${param} must be a text or a list of texts.`, param);
  if (value.every(Number.isSafeInteger)) return [tokensInput(value)];
  return value.map((item: unknown) => {
    if (typeof item === 'string') return textInput(item, param);
    if (Array.isArray(item) && item.length > 0 && item.every(Number.isSafeInteger)) return tokensInput(item);
    throw invalid(`Every item of ${param} must be a text or a list of token numbers.`, param);
  });
}

export function tokensOf(inputs: readonly DemoInput[]): number {
  return inputs.reduce((sum, { tokens }) => sum + tokens, 0);
}

function textInput(text: string, param: string): DemoInput {
  if (text === '') throw invalid(`${param} must not be empty.`, param);
  return { text, tokens: countTokens(text) };
}

function tokensInput(numbers: readonly unknown[]): DemoInput {
  return { text: numbers.join(' '), tokens: numbers.length };
}
