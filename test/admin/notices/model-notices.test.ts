import { describe, expect, test } from 'vitest';
import type { ModelPolicy } from '../../../src/access/model-policy.ts';
import { modelNotices } from '../../../src/admin/notices/model-notices.ts';
import type { ModelCheck } from '../../../src/ledger/model-fallbacks.ts';
import type { Model } from '../../../src/ledger/prices.ts';

const DAY_MS = 86_400_000;
const SHUTDOWN = '2026-12-24';
const AT = Date.parse(SHUTDOWN);
const POLICY = {
  allowed: ['old', 'alias', 'new'],
  aliases: new Map([['alias', ['old']]]),
  catalogue: new Map([
    ['old', { shutdownDate: SHUTDOWN } as Model],
    ['new', { shutdownDate: null } as Model],
  ]),
} satisfies Pick<ModelPolicy, 'allowed' | 'aliases' | 'catalogue'>;

const check = (fields: Partial<ModelCheck> = {}): ModelCheck => ({
  at: 0,
  answer: 'unlisted',
  models: null,
  dates: null,
  ...fields,
});
const keysAt = (now: number, checked: ModelCheck | null = check()) =>
  modelNotices(POLICY, () => checked, now).map(({ onceKey }) => onceKey);

describe('modelNotices', () => {
  test('tells of a shutdown 30, 7 and 1 days before it, and after it, each by a key of its own', () => {
    const key = (days: number) => [`model_retiring old ${SHUTDOWN} ${days}`];
    expect(keysAt(AT - 30 * DAY_MS - 1)).toEqual([]);
    expect(keysAt(AT - 30 * DAY_MS)).toEqual(key(30));
    expect(keysAt(AT - 7 * DAY_MS - 1)).toEqual(key(30));
    expect(keysAt(AT - 7 * DAY_MS)).toEqual(key(7));
    expect(keysAt(AT - DAY_MS)).toEqual(key(1));
    expect(keysAt(AT + 400 * DAY_MS)).toEqual(key(1));
  });

  test('names the model and every name that leads to it', () => {
    const [notice] = modelNotices(POLICY, () => check(), AT);
    expect(notice?.facts).toEqual({
      kind: 'model_retiring',
      served: 'old',
      names: ['old', 'alias'],
      shutdownDate: SHUTDOWN,
    });
  });

  test('tells of a model that the provider no longer lists, at most once a month', () => {
    const listed = check({ answer: 'listed', models: 1, dates: new Map([['new', null]]) });
    expect(modelNotices(POLICY, () => listed, AT - 90 * DAY_MS)).toEqual([
      {
        facts: { kind: 'model_missing', served: 'old', names: ['old', 'alias'] },
        classId: null,
        onceKey: 'model_missing old 2026-09',
      },
    ]);
  });

  test('uses the earlier date of provider and catalogue, and says nothing before the provider was asked', () => {
    const listed = check({
      answer: 'listed',
      models: 2,
      dates: new Map([
        ['old', null],
        ['new', '2026-12-01'],
      ]),
    });
    expect(keysAt(Date.parse('2026-11-30'), listed)).toEqual([
      `model_retiring old ${SHUTDOWN} 30`,
      'model_retiring new 2026-12-01 1',
    ]);
    expect(keysAt(AT, null)).toEqual([]);
  });
});
