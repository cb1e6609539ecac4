import { expect, test } from 'vitest';
import { describeCrossing } from '../../../src/admin/notices/describe-crossing.ts';
import { factsJson } from '../../../src/delivery/facts-json.ts';

const NAMES = { ofClass: () => '3-2', ofStudent: () => 'Kim' } as unknown as Parameters<typeof describeCrossing>[2];
const WINDOW = { windowStart: Date.UTC(2026, 10, 23), windowEnd: Date.UTC(2026, 10, 24) };
const TOKENS = {
  kind: 'class_budget',
  classId: 3,
  period: 'day',
  unit: 'tokens',
  selector: { models: ['llama-3.2-3b'] },
  threshold: 80,
  spent: 160_000,
  limit: 200_000,
  ...WINDOW,
} as const;
const READER = { timeZone: 'UTC', krwPerUsd: 1400 } as const;

test('a notice about tokens of a model names them, in both languages', () => {
  const en = describeCrossing(TOKENS, { ...READER, language: 'en' }, NAMES);
  expect(en.title).toBe('3-2: 80 % of the daily budget for tokens of llama-3.2-3b is spent');
  expect(en.text).toMatch(/^160,000 of 200,000 tokens used\. It resets on /);
  const ko = describeCrossing(TOKENS, { ...READER, language: 'ko' }, NAMES);
  expect(ko.title).toBe('3-2: 하루 llama-3.2-3b 모델 토큰 예산을 80% 썼어요');
  expect(ko.text).toMatch(/^사용 160,000, 한도 200,000토큰\. /);
});

test('a budget of some calls that is used up stops those calls, and others go on', () => {
  const full = { ...TOKENS, threshold: 100, spent: 200_000 } as const;
  const { text } = describeCrossing(full, { ...READER, language: 'en' }, NAMES);
  expect(text).toContain('The calls that it counts are refused until it resets');
});

test('programs get tokens as a number in the unit, never as USD', () => {
  expect(factsJson(TOKENS)).toEqual({
    ...{ class_id: 3, period: 'day', unit: 'tokens', selector: { models: ['llama-3.2-3b'] }, threshold: 80 },
    ...{ spent: 160_000, limit: 200_000 },
    ...{ window_start: '2026-11-23T00:00:00.000Z', window_end: '2026-11-24T00:00:00.000Z' },
  });
});
