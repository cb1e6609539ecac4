import { describe, expect, test } from 'vitest';
import { findLogProblems } from '../server/log-problems.ts';
import { findAnswerProblems, findUnknownHolds } from './answer-problems.ts';
import type { LedgerRows } from './ledger-rows.ts';
import { findSumProblems } from './sum-problems.ts';

const ID = 1_800_000_000_000 * 1024;
const DAY = '2027-01-15';

const ROWS: LedgerRows = {
  holds: [{ id: ID + 1, amount: 30, balance_ids: '[1,2]' }],
  records: [{ id: ID, student_id: 7, class_id: 3, day: DAY, cost: 20, outcome: 'ok' }],
  refunds: [{ record_id: ID, amount: 5 }],
  balances: [
    { id: 1, scope: 'wallet', scope_id: 0, period: 'month', window_start: 0, window_end: 2e12, spent: 15, held: 30 },
    { id: 2, scope: 'student', scope_id: 7, period: 'day', window_start: 0, window_end: 2e12, spent: 15, held: 30 },
    { id: 3, scope: 'student', scope_id: 7, period: 'day', window_start: 2e12, window_end: 3e12, spent: 0, held: 0 },
  ],
  days: [{ span: DAY, requests: 1, cost: 15 }],
  classDays: [{ span: DAY, requests: 1, cost: 15 }],
  months: [{ span: '2027-01', requests: 1, cost: 15 }],
  incidents: [],
};
const TOLD = {
  holds: [
    { id: ID, amount: 30, replica: 'A' },
    { id: ID + 1, amount: 30, replica: 'B' },
  ],
  settlements: [{ id: ID, cost: 20, replica: 'A' }],
};

describe('findAnswerProblems', () => {
  test('finds nothing where everything that was told is in the tables', () => {
    expect(findAnswerProblems(TOLD, ROWS)).toEqual([]);
    expect(findUnknownHolds(TOLD, ROWS)).toEqual([]);
  });

  test('takes a settlement that came after the hold had expired, if the rest was given back', () => {
    const settlements = [{ id: ID, cost: 15, replica: 'A' }];
    expect(findAnswerProblems({ ...TOLD, settlements }, ROWS)).toEqual([]);
  });

  test.each([
    ['a lost hold', { holds: [] }, `hold ${ID + 1} was told to a caller of B and is lost`],
    ['a lost settlement', { records: [] }, `settlement ${ID} was told to a caller of A and is lost`],
    [
      'a hold that is open and resolved',
      { holds: [{ id: ID, amount: 30, balance_ids: '[]' }] },
      'open and has a record',
    ],
  ])('finds %s', (_, damage, problem) => {
    expect(findAnswerProblems(TOLD, { ...ROWS, ...damage }).join('\n')).toContain(problem);
  });

  test('finds ids that were told twice, and settlements at another cost', () => {
    const holds = [...TOLD.holds, { id: ID, amount: 30, replica: 'B' }];
    const settlements = [...TOLD.settlements, { id: ID, cost: 19, replica: 'B' }];
    expect(findAnswerProblems({ holds, settlements }, ROWS)).toEqual([
      `settlement ${ID} was told at 19, but costs 20`,
      `hold ${ID} was told twice`,
      `settlement ${ID} was told twice`,
    ]);
  });

  test('finds open holds that no caller knows of', () => {
    expect(findUnknownHolds({ holds: [], settlements: [] }, ROWS)).toEqual([
      `hold ${ID + 1} is open, and no caller knows of it`,
    ]);
  });
});

describe('findSumProblems', () => {
  test('finds nothing where every sum is that of the records', () => {
    expect(findSumProblems(ROWS)).toEqual([]);
  });

  test.each([
    ['a refund that is not taken off', { refunds: [] }, 'what wallet 0 in the month from 1970-01-01'],
    ['a hold that is not counted', { holds: [] }, 'holds is 30, but should be 0'],
    ['a day that is missing', { days: [] }, `the requests of the day ${DAY} is 0, but should be 1`],
    [
      'a day of classes with another cost',
      { classDays: [{ span: DAY, requests: 1, cost: 16 }] },
      'the cost of the day of a class',
    ],
    [
      'a month without records',
      { months: [...ROWS.months, { span: '2026-12', requests: 2, cost: 1 }] },
      'month 2026-12',
    ],
    [
      'a call in another window',
      { records: [{ ...ROWS.records[0], id: 2e12 * 1024 }] as LedgerRows['records'] },
      'has spent is 0, but should be 20',
    ],
  ])('finds %s', (_, damage, problem) => {
    expect(findSumProblems({ ...ROWS, ...damage }).join('\n')).toContain(problem);
  });
});

describe('findLogProblems', () => {
  const LOG = '2026-11-27 18:00:00 UTC [7] ERROR:  40P01: deadlock detected\n';
  test('finds a deadlock, unless the test provokes it', () => {
    expect(findLogProblems(LOG)).toEqual(["the server's log has a deadlock (40P01) 1 times"]);
    expect(findLogProblems(LOG, ['40P01'])).toEqual([]);
  });
});
