import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';

/** Counts the tokens of a text; what looks like a special token is text too. */
export type CountTokens = (text: string) => number;

const AS_TEXT = { disallowedSpecial: new Set<string>() };

/** The encodings of the models that cost money: gpt-3.5 and embeddings, and everything since gpt-4o. */
export const ENCODINGS: Readonly<Record<string, CountTokens>> = {
  cl100k: (text) => countCl100k(text, AS_TEXT),
  o200k: (text) => countO200k(text, AS_TEXT),
};
