import { isObject } from '../json/json-object.ts';
import { invalid, parseBody, textOf } from './read-body.ts';
import { type DemoReply, demoId, jsonReply } from './reply.ts';

/** Words that need no model to be flagged. All other texts pass. */
const OBVIOUS_WORDS: ReadonlyMap<string, RegExp | null> = new Map([
  ['harassment', /\bshut up, (?:idiot|moron)\b|멍청한 놈/iu],
  ['harassment/threatening', null],
  ['hate', /\bi hate (?:all|those) (?:foreigners|people)\b/iu],
  ['hate/threatening', null],
  ['illicit', /\bhow to (?:steal|make a bomb)\b|폭탄 만드는 법/iu],
  ['illicit/violent', /\bmake a bomb\b|폭탄 만드는 법/iu],
  ['self-harm', /\b(?:suicide|kill myself)\b|자살/iu],
  ['self-harm/intent', /\bkill myself\b/iu],
  ['self-harm/instructions', null],
  ['sexual', /\bporn(?:ography)?\b|포르노/iu],
  ['sexual/minors', null],
  ['violence', /\b(?:kill|murder|stab) (?:you|him|her|them|everyone)\b|죽여 ?버릴/iu],
  ['violence/graphic', null],
]);
const FLAGGED_SCORE = 0.97;
const PASSED_SCORE = 0.0001;

/** @throws DemoError */
export function answerModerations(bytes: Buffer): DemoReply {
  const { model, input } = parseBody(bytes);
  return jsonReply({ id: demoId('modr-demo-'), model, results: textsOf(input).map(flagText) });
}

/** Texts are flagged one by one, the parts of one input together. */
function textsOf(input: unknown): string[] {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input) || input.length === 0) throw invalid('input must be a text or a list of texts.', 'input');
  const texts = input.filter((item): item is string => typeof item === 'string');
  if (texts.length === input.length) return texts;
  if (input.every((item: unknown) => isObject(item) && item.type === 'text')) return [textOf(input)];
  throw invalid('The jigap demo takes texts only.', 'input');
}

function flagText(text: string): object {
  const flags = [...OBVIOUS_WORDS].map(([category, words]) => [category, words?.test(text) ?? false] as const);
  return {
    flagged: flags.some(([, flagged]) => flagged),
    categories: Object.fromEntries(flags),
    category_scores: Object.fromEntries(
      flags.map(([category, flagged]) => [category, flagged ? FLAGGED_SCORE : PASSED_SCORE]),
    ),
    category_applied_input_types: Object.fromEntries(flags.map(([category]) => [category, ['text']])),
  };
}
