import { describe, expect, test } from 'vitest';
import { textOf, variantsIn } from './refusal-values.ts';

describe.each([
  ['ko', '선생님', '교수님'],
  ['en', 'your teacher', 'your professor'],
] as const)('the owner in the refusals in %s', (language, usual, title) => {
  test.each(variantsIn(language))('is called as the class says in %s', (name, values) => {
    const text = textOf(language, name, values, title);
    expect(text).toBe(textOf(language, name, values).replaceAll(usual, title));
    expect(text).not.toMatch(/선생님|teacher/);
  });
});

/** Of the private use area of Unicode: it stands behind each value that may be any word. */
const MARK = '\ue000';
const FIXED_VALUES: readonly unknown[] = ['student', 'wallet', 'week', 'positive-integer', 'no-effort'];

function withMarks(value: unknown): unknown {
  if (typeof value === 'string') return FIXED_VALUES.includes(value) ? value : `${value}${MARK}`;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withMarks(each)]));
}

describe('a refusal in Korean', () => {
  test.each(variantsIn('ko'))(
    'puts no particle that changes with the sound before it behind a value of %s',
    (name, values) => {
      const text = textOf('ko', name, withMarks(values) as object, `교수님${MARK}`);
      expect(text).not.toMatch(/\ue000["')]*(?:을|를|이|가|은|는|과|와|으?로|이?나|이?라|이?에요|입니다)(?:[ .,]|$)/u);
      expect(text).not.toMatch(/은\(는\)|이\(가\)|을\(를\)|\(으\)로/u);
    },
  );

  test.each(variantsIn('ko'))('has no date of the database and no id of a time zone in %s', (name, values) => {
    expect(textOf('ko', name, values)).not.toMatch(/\d{4}-\d\d|\d\d:\d\d|[A-Z][a-z]+\/[A-Z]/);
  });
});
