import type { Language } from './languages.ts';
import type { Translated } from './texts.ts';

/** Whom a text is for, and how the person who runs the class is called in it. */
export interface Reader {
  readonly language: Language;
  /** Ready for a sentence: "선생님", "your professor". */
  readonly ownerTitle: string;
}

type MakeTexts<T> = {
  readonly [language in Language]: (ownerTitle: string) => language extends 'en' ? T : Translated<NoInfer<T>>;
};

/**
 * Like defineTexts, for texts that students read:
 *
 *     export const JOIN = defineReaderTexts({
 *       en: (ownerTitle: string) => ({ lead: `Enter the code from ${ownerTitle}.` }),
 *       ko: (ownerTitle) => ({ lead: `${ownerTitle}께 받은 코드를 넣으세요.` }),
 *     });
 *     JOIN(view).lead
 *
 * In Korean, only 께 and 께서 may follow it: other particles change with its last sound.
 */
export function defineReaderTexts<T extends object>(make: MakeTexts<T>): (reader: Reader) => Translated<T>;
export function defineReaderTexts(make: Readonly<Record<Language, (ownerTitle: string) => unknown>>): unknown {
  return ({ language, ownerTitle }: Reader) => make[language](ownerTitle);
}
