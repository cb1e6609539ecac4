import { describe, expect, test } from 'vitest';
import { REFUSALS } from '../../../src/gateway/refusals/refusal.ts';
import { LANGUAGES } from '../../../src/language/languages.ts';
import { MONEY_IN, NAMES, textOf, VALUES } from './refusal-values.ts';

const HANGUL = /\p{Script=Hangul}/u;

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
    const values: readonly unknown[] = name.startsWith('money') ? [] : Object.values(VALUES[language][name]);
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
        textOf(language, 'moneySpent', { ...MONEY_IN[language], scope, period }),
      );
      expect(new Set(texts).size).toBe(3);
      for (const text of texts) expect(text).not.toMatch(/undefined/);
    },
  );

  test('the text of moneySpent says the limit, what is left, what the call needs, which cap fits and when the budget resets', () => {
    const text = textOf(language, 'moneySpent');
    const { own, needed, resetsAt } = MONEY_IN[language];
    for (const part of [own?.limit, own?.left, needed, '321', resetsAt]) expect(text).toContain(part);
  });

  test.each(['moneySpent', 'moneyHeld'] as const)('the text of %s shows no amount of a shared budget', (name) => {
    for (const scope of ['class', 'wallet'] as const) {
      const text = textOf(language, name, { ...MONEY_IN[language], scope, own: null });
      expect(text).not.toMatch(/0\.50|0\.012|321|null/);
      if (name === 'moneySpent') expect(text).toContain('$0.034');
    }
  });

  test('the text of moneySpent names no reset and no cap where there is none', () => {
    const text = textOf(language, 'moneySpent', {
      ...MONEY_IN[language],
      resetsAt: null,
      own: { limit: '$0.50', left: '$0.012', hasTopUp: false, affordableCap: null },
    });
    expect(text).not.toMatch(/null|321|max_tokens/);
    expect(text).toMatch(language === 'ko' ? '선생님' : 'teacher');
  });

  test.each(['moneySpent', 'moneyHeld'] as const)('the text of %s names top-ups where the student has some', (name) => {
    const money = MONEY_IN[language];
    const withTopUp = { ...money, own: money.own === null ? null : { ...money.own, hasTopUp: true } };
    expect(textOf(language, name, withTopUp)).toContain(language === 'ko' ? '추가 예산' : 'your top-ups');
    expect(textOf(language, name, money)).not.toContain(language === 'ko' ? '추가 예산' : 'your top-ups');
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
