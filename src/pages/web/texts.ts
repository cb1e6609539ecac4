import type { Language } from '../../access/classes.ts';

export type Texts<T> = { readonly [language in Language]: T };

/**
 * The texts of a page beside it. English says which texts there are; the compiler asks for the same ones, with the same
 * parameters, in every other language. @returns the same texts, by language
 */
export function defineTexts<T extends object>(
  texts: { readonly en: T } & { readonly [language in Exclude<Language, 'en'>]: NoInfer<T> },
): Texts<T> {
  return texts;
}
