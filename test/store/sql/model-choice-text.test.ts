import { describe, expect, test } from 'vitest';
import { modelChoiceFrom, modelChoiceText } from '../../../src/store/sql/model-choice-text.ts';

const NOTHING = { allowed: [], aliases: new Map() };

describe('modelChoiceFrom', () => {
  test('reads what modelChoiceText wrote', () => {
    const choice = {
      allowed: ['b', 'a'],
      aliases: new Map([
        ['b', ['c']],
        ['d', ['c', 'e']],
      ]),
    };
    for (const each of [choice, null]) {
      const stored = { version: 7, choice: each, changedAt: 5, changedBy: 'owner' };
      expect(modelChoiceFrom(modelChoiceText(stored))).toEqual(stored);
    }
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '7',
    '{"version":1}',
    '{"version":1,"choice":7}',
    '{"version":1,"choice":{"allowed":"gpt-4o","aliases":[]}}',
    '{"version":1,"choice":{"allowed":[1],"aliases":[]}}',
    '{"version":1,"choice":{"allowed":["a"],"aliases":{"a":"b"}}}',
    '{"version":1,"choice":{"allowed":["a"],"aliases":[["a"]]}}',
  ])('allows nothing where a row holds %s: a broken choice must not fall back to more models', (text) => {
    expect(modelChoiceFrom(text)).toMatchObject({ version: 1, choice: NOTHING });
  });
});
