import { describe, expect, test } from 'vitest';
import { LANGUAGES, type Language } from '../../../src/access/classes.ts';
import type { MoneyShortage } from '../../../src/gateway/refusals/money-refusals.ts';
import { REFUSALS, type RefusalName, type RefusalValues, refuse } from '../../../src/gateway/refusals/refusal.ts';

const MONEY: MoneyShortage = {
  scope: 'student',
  period: 'week',
  own: { limit: '0.5', left: '0.012', affordableCap: 321 },
  needed: '0.034',
  resetsAt: 'Monday 00:00 (Asia/Seoul)',
  capName: 'max_completion_tokens',
};

/** Values for every text, which must contain them. */
const VALUES: { readonly [Name in RefusalName]: RefusalValues<Name> } = {
  noToken: {},
  openaiKey: {},
  badToken: {},
  revokedToken: {},
  expiredToken: {},
  noSession: {},
  suspended: {},
  classNotYet: { className: '3-2', startsOn: '2026-12-01' },
  classOver: { className: '3-2', endsOn: '2026-11-22' },
  tooManyFailures: { seconds: 41 },
  tooManyRequests: { perMinute: 120, seconds: 41 },
  tooManyInFlight: { maxInFlight: 16 },
  busy: {},
  stopping: {},
  unknownUrl: { served: 'POST /v1/chat/completions' },
  callNotFound: {},
  queryString: {},
  notJson: {},
  notJsonType: {},
  conversationTooLarge: { maxBytes: 1_048_576 },
  tooLarge: { maxBytes: 1_048_576 },
  badRequest: {},
  bodyTooComplex: {},
  numberTooLarge: { number: '1e999' },
  tooSlow: {},
  modelMissing: { allowed: 'gpt-3.5-turbo' },
  modelNotAllowed: { model: 'gpt-4', allowed: 'gpt-3.5-turbo' },
  parameterMissing: { param: 'messages' },
  parameterUnknown: { param: 'teleport' },
  parameterUnsupported: { param: 'prediction' },
  parameterStored: { param: 'previous_response_id' },
  parameterOnlyReasoning: { param: 'verbosity' },
  parameterModelLacks: { param: 'temperature', model: 'gpt-5-mini', remedy: 'no-effort' },
  parameterNotText: { param: 'messages[0].content[0].type' },
  parameterWrong: { param: 'n', expected: 'positive-integer' },
  parameterBothCaps: {},
  parameterNotStreaming: {},
  moneySpent: MONEY,
  moneyHeld: MONEY,
  ledgerFailed: {},
  internal: { requestId: 'req_0123' },
  upstreamUnreachable: {},
  upstreamFailed: {},
  upstreamDied: { isCharged: true },
  upstreamTimeout: { isCharged: true },
  upstreamKey: {},
  interrupted: { isCharged: true },
  upstreamAddress: {},
  upstreamOutOfMoney: {},
  upstreamModel: { model: 'gpt-6-luna' },
  upstreamUnsupported: { model: 'gpt-6-luna', path: '/embeddings' },
  upstreamBusy: { seconds: 7 },
  upstreamTooLong: { contextWindow: 16385 },
  upstreamRefused: { reason: 'Unsupported value' },
};
const NAMES = Object.keys(VALUES) as RefusalName[];
const HANGUL = /\p{Script=Hangul}/u;

/** refuse() ties a name to its values by type; here both come from one table. */
function textOf(language: Language, name: RefusalName, values: object = VALUES[name]): string {
  return (refuse as (language: Language, name: RefusalName, values: object) => Error)(language, name, values).message;
}

test('every refusal has a text in each language, and in no other', () => {
  expect(Object.keys(REFUSALS).sort()).toEqual([...NAMES].sort());
  for (const { texts } of Object.values(REFUSALS)) expect(Object.keys(texts).sort()).toEqual([...LANGUAGES].sort());
});

describe.each(LANGUAGES)('refusal texts in %s', (language) => {
  test.each(NAMES)('the text of %s is one paragraph in that language without placeholders', (name) => {
    const text = textOf(language, name);
    expect(text).toMatch(/^\S.*[.?)]$|^\S.*Unsupported value$/u);
    expect(HANGUL.test(text)).toBe(language === 'ko');
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{| {2}/);
    // A student reads it in a terminal, below a stack trace.
    expect(text).not.toContain('\n');
    expect(text.length).toBeLessThanOrEqual(400);
  });

  test.each(NAMES)('the text of %s says every value that it is given', (name) => {
    const text = textOf(language, name);
    // Money has tests of its own, below.
    const values: readonly unknown[] = name.startsWith('money') ? [] : Object.values(VALUES[name]);
    for (const value of values) {
      if (typeof value !== 'boolean' && value !== 'positive-integer' && value !== 'no-effort')
        expect(text).toContain(String(value));
    }
  });

  test.each(['interrupted', 'upstreamDied', 'upstreamTimeout'] as const)(
    'the text of %s says whether the call was charged',
    (name) => {
      const charged = language === 'ko' ? /차감되었습니다/ : /was charged/;
      const unspent = language === 'ko' ? /돈은 들지 않았습니다/ : /Nothing was spent/;
      const [whenCharged, whenFree] = [
        textOf(language, name, { isCharged: true }),
        textOf(language, name, { isCharged: false }),
      ];
      expect([charged.test(whenCharged), unspent.test(whenCharged)]).toEqual([true, false]);
      expect([charged.test(whenFree), unspent.test(whenFree)]).toEqual([false, true]);
    },
  );

  test('no two refusals have the same text', () => {
    expect(new Set(NAMES.map((name) => textOf(language, name))).size).toBe(NAMES.length);
  });

  test.each(['day', 'week', 'month', 'term', 'total'] as const)(
    'the text of moneySpent names whose budget of a %s it is',
    (period) => {
      const texts = (['wallet', 'class', 'student'] as const).map((scope) =>
        textOf(language, 'moneySpent', { ...MONEY, scope, period }),
      );
      expect(new Set(texts).size).toBe(3);
      for (const text of texts) expect(text).not.toMatch(/undefined/);
    },
  );

  test('the text of moneySpent says the limit, what is left, what the call needs, which cap fits and when the budget resets', () => {
    const text = textOf(language, 'moneySpent');
    for (const part of ['$0.5', '$0.012', '$0.034', '321', 'Monday 00:00 (Asia/Seoul)']) expect(text).toContain(part);
  });

  test.each(['moneySpent', 'moneyHeld'] as const)('the text of %s shows no amount of a shared budget', (name) => {
    for (const scope of ['class', 'wallet'] as const) {
      const text = textOf(language, name, { ...MONEY, scope, own: null });
      expect(text).not.toMatch(/0\.5|0\.012|321|null/);
      if (name === 'moneySpent') expect(text).toContain('$0.034');
    }
  });

  test('the text of moneySpent names no reset and no cap where there is none', () => {
    const text = textOf(language, 'moneySpent', {
      ...MONEY,
      resetsAt: null,
      own: { limit: '0.5', left: '0.012', affordableCap: null },
    });
    expect(text).not.toMatch(/null|321|max_tokens/);
    expect(text).toMatch(language === 'ko' ? '선생님' : 'teacher');
  });

  test('the text of upstreamRefused is a sentence when the provider gave no reason', () => {
    expect(textOf(language, 'upstreamRefused', { reason: null })).toMatch(/\.$/);
  });

  test.each(['object', 'list', 'text', 'boolean', 'positive-integer', 'choice'])(
    'the text of parameterWrong says "%s" in words',
    (expected) => {
      const text = textOf(language, 'parameterWrong', { param: 'x', expected });
      expect(text).not.toContain('undefined');
      expect(HANGUL.test(text)).toBe(language === 'ko');
    },
  );

  test('the texts of refusals that students cannot repair name the teacher', () => {
    const teacher = language === 'ko' ? '선생님' : 'teacher';
    const names = ['revokedToken', 'expiredToken', 'suspended', 'ledgerFailed', 'internal', 'upstreamKey'] as const;
    for (const name of [...names, 'upstreamAddress', 'upstreamOutOfMoney', 'upstreamModel'] as const) {
      expect(textOf(language, name)).toContain(teacher);
    }
  });
});
