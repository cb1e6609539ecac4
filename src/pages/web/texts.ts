export { defineReaderTexts } from '../../language/reader-texts.ts';
export { defineTexts, type Texts, type TextsOf, type Translated } from '../../language/texts.ts';
