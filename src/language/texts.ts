import type { Language } from './languages.ts';

export type Texts<T> = { readonly [language in Language]: T };

/** The texts of one language, whichever it is: `(t: TextsOf<typeof JOIN>)`. */
export type TextsOf<T extends Texts<unknown>> = T[Language];

/** The same names and parameters as the English texts, with any words: 'Save' as a literal type becomes a string. */
export type Translated<T> = T extends string
  ? string
  : T extends (...values: infer Values) => infer Text
    ? (...values: Values) => Text extends string ? string : Text
    : { readonly [Name in keyof T]: Translated<T[Name]> };

type FromEnglish<T> = { readonly [language in Language]: language extends 'en' ? T : Translated<NoInfer<T>> };

/**
 * The texts of one page, command or kind of error, by language. English says which texts there are; the compiler asks for
 * the same ones, with the same parameters, in every other language:
 *
 *     export const JOIN = defineTexts({
 *       en: { title: 'Join your class', open: (places: number) => `${places} more may join.` },
 *       ko: { title: '우리 반 참여하기', open: (places) => `${places}명이 더 참여할 수 있어요.` },
 *     });
 *
 * Only English functions declare the types of their parameters. Where each value of a type needs a text, its object
 * says so: `periods: { day: 'Today', ... } satisfies Record<Period, string>`. A language in a file of its own:
 * `export const KO: Translated<typeof EN> = { ... }`.
 */
export function defineTexts<T extends object>(texts: FromEnglish<T>): Texts<Translated<T>>;
export function defineTexts(texts: unknown): unknown {
  return texts;
}
