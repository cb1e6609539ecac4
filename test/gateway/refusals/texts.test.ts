import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '../../../src/access/classes.ts';
import { type RefusalName, refuse, TEXTS } from '../../../src/gateway/refusals/refusal.ts';
import type { MoneyText, Texts } from '../../../src/gateway/refusals/texts.ts';

const MONEY: MoneyText = {
  scope: 'student',
  period: 'week',
  own: { limit: '0.5', left: '0.012', affordableCap: 321 },
  needed: '0.034',
  resetsAt: 'Monday 00:00 (Asia/Seoul)',
  capName: 'max_completion_tokens',
};

/** Values for every text; each must be found again in what is said. */
const VALUES: { readonly [Name in RefusalName]: Parameters<Texts[Name]> } = {
  noToken: [],
  openaiKey: [],
  badToken: [],
  revokedToken: [],
  expiredToken: [],
  noSession: [],
  suspended: [],
  classNotYet: ['3-2', '2026-12-01'],
  classOver: ['3-2', '2026-11-22'],
  tooManyFailures: [41],
  tooManyRequests: [120, 41],
  tooManyInFlight: [16],
  busy: [],
  stopping: [],
  unknownUrl: ['POST /v1/chat/completions'],
  queryString: [],
  notJson: [],
  notJsonType: [],
  conversationTooLarge: [1_048_576],
  tooLarge: [1048576],
  badRequest: [],
  bodyTooComplex: [],
  numberTooLarge: ['1e999'],
  tooSlow: [],
  modelMissing: ['gpt-3.5-turbo'],
  modelNotAllowed: ['gpt-4', 'gpt-3.5-turbo'],
  parameterMissing: ['messages'],
  parameterUnknown: ['teleport'],
  parameterUnsupported: ['prediction'],
  parameterStored: ['previous_response_id'],
  parameterOnlyReasoning: ['verbosity'],
  parameterModelLacks: ['temperature', 'gpt-5-mini', 'no-effort'],
  parameterNotText: ['messages[0].content[0].type'],
  parameterWrong: ['n', 'positive-integer'],
  parameterBothCaps: [],
  parameterNotStreaming: [],
  moneySpent: [MONEY],
  moneyHeld: [MONEY, 2],
  ledgerFailed: [],
  internal: ['req_0123'],
  upstreamUnreachable: [],
  upstreamFailed: [],
  upstreamDied: [true],
  upstreamTimeout: [true],
  upstreamKey: [],
  interrupted: [true],
  upstreamAddress: [],
  upstreamOutOfMoney: [],
  upstreamModel: ['gpt-6-luna'],
  upstreamUnsupported: ['gpt-6-luna', '/embeddings'],
  upstreamBusy: [7],
  upstreamTooLong: [16385],
  upstreamRefused: ['Unsupported value'],
};
const NAMES = Object.keys(VALUES) as RefusalName[];
const HANGUL = /\p{Script=Hangul}/u;

/** The types of refuse() tie a name to its values; here both come from one table. */
function textOf(language: Language, name: RefusalName, values: readonly unknown[] = VALUES[name]): string {
  const say = refuse as (
    language: Language,
    name: RefusalName,
    details: object,
    ...values: readonly unknown[]
  ) => Error;
  return say(language, name, {}, ...values).message;
}

test('both languages have a text for every refusal, and none for anything else', () => {
  for (const language of LANGUAGES) expect(Object.keys(TEXTS[language]).sort()).toEqual([...NAMES].sort());
});

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(NAMES)('%s is whole, in that language alone, and without a hole', (name) => {
    const text = textOf(language, name);
    expect(text).toMatch(/^\S.*[.?)]$|^\S.*Unsupported value$/u);
    expect(HANGUL.test(text)).toBe(language === 'ko');
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{| {2}/);
    // A student reads it in a terminal, behind a stack.
    expect(text).not.toContain('\n');
    expect(text.length).toBeLessThanOrEqual(400);
  });

  test.each(NAMES)('%s says every value that it is given', (name) => {
    const text = textOf(language, name);
    for (const value of VALUES[name]) {
      if (
        typeof value !== 'object' &&
        typeof value !== 'boolean' &&
        value !== 'positive-integer' &&
        value !== 'no-effort'
      )
        expect(text).toContain(String(value));
    }
  });

  test.each(['interrupted', 'upstreamDied', 'upstreamTimeout'] as const)(
    '%s says that money was charged only when it was',
    (name) => {
      const charged = language === 'ko' ? /차감되었습니다/ : /was charged/;
      const unspent = language === 'ko' ? /돈은 들지 않았습니다/ : /Nothing was spent/;
      const [whenCharged, whenFree] = [textOf(language, name, [true]), textOf(language, name, [false])];
      expect([charged.test(whenCharged), unspent.test(whenCharged)]).toEqual([true, false]);
      expect([charged.test(whenFree), unspent.test(whenFree)]).toEqual([false, true]);
    },
  );

  test('no two texts are the same', () => {
    expect(new Set(NAMES.map((name) => textOf(language, name))).size).toBe(NAMES.length);
  });

  test.each(['day', 'week', 'month', 'term', 'total'] as const)('money names its budget: %s', (period) => {
    const texts = (['wallet', 'class', 'student'] as const).map((scope) =>
      textOf(language, 'moneySpent', [{ ...MONEY, scope, period }]),
    );
    expect(new Set(texts).size).toBe(3);
    for (const text of texts) expect(text).not.toMatch(/undefined/);
  });

  test('money says what was there, what is left, what it needs, what would fit and when it comes back', () => {
    const text = textOf(language, 'moneySpent');
    for (const part of ['$0.5', '$0.012', '$0.034', '321', 'Monday 00:00 (Asia/Seoul)']) expect(text).toContain(part);
  });

  test.each(['moneySpent', 'moneyHeld'] as const)('%s of a budget that others share tells no amount of it', (name) => {
    for (const scope of ['class', 'wallet'] as const) {
      const text = textOf(language, name, [{ ...MONEY, scope, own: null }, 2]);
      expect(text).not.toMatch(/0\.5|0\.012|321|null/);
      if (name === 'moneySpent') expect(text).toContain('$0.034');
    }
  });

  test('money that never comes back, or fits no cap, does not say so', () => {
    const text = textOf(language, 'moneySpent', [
      { ...MONEY, resetsAt: null, own: { limit: '0.5', left: '0.012', affordableCap: null } },
    ]);
    expect(text).not.toMatch(/null|321|max_tokens/);
    expect(text).toMatch(language === 'ko' ? '선생님' : 'teacher');
  });

  test('a refusal of the provider without a reason is a sentence all the same', () => {
    expect(textOf(language, 'upstreamRefused', [null])).toMatch(/\.$/);
  });

  test.each(['object', 'list', 'text', 'boolean', 'positive-integer', 'choice'])('%s is said in words', (expected) => {
    const text = textOf(language, 'parameterWrong', ['x', expected]);
    expect(text).not.toContain('undefined');
    expect(HANGUL.test(text)).toBe(language === 'ko');
  });

  test('whoever is told that it is not his fault, or that it never gets better by itself, is told whom to ask', () => {
    const teacher = language === 'ko' ? '선생님' : 'teacher';
    const names = ['revokedToken', 'expiredToken', 'suspended', 'ledgerFailed', 'internal', 'upstreamKey'] as const;
    for (const name of [...names, 'upstreamAddress', 'upstreamOutOfMoney', 'upstreamModel'] as const) {
      expect(textOf(language, name)).toContain(teacher);
    }
  });
});
