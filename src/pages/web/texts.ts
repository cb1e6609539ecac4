export { defineTexts, type Texts, type TextsOf, type Translated } from '../../language/texts.ts';
