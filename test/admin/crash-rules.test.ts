import { describe, expect, it } from 'vitest';
import { AdminError } from '../../src/admin/admin-error.ts';
import { crashTotals, groupIncidents, planCrash } from '../../src/admin/crash-rules.ts';
import type { Incident } from '../../src/store/journal-store.ts';

const CRASH_AT = 5_000;

function incident(id: number, fields: Partial<Incident> = {}): Incident {
  return {
    ...{
      id,
      kind: 'crash',
      recordId: id + 100,
      studentId: 1,
      charged: 200,
      refunded: 0,
      chargedTokens: 0,
      detail: 'ended',
    },
    ...{ crashAt: CRASH_AT, createdAt: 1, closedAt: null, ...fields },
  };
}

const OF_SERVER = { kind: 'model_missing', recordId: null, crashAt: null } as const;

describe('groupIncidents', () => {
  it('makes one group of the incidents of a crash, and keeps the order', () => {
    const rows = [
      incident(9, OF_SERVER),
      incident(8),
      incident(7),
      incident(6, { crashAt: 4_000 }),
      incident(5, { kind: 'uncertain', crashAt: null }),
      incident(4, { kind: 'uncertain', crashAt: null }),
    ];
    expect(groupIncidents(rows).map((group) => group.map(({ id }) => id))).toEqual([[9], [8, 7], [6], [5], [4]]);
    expect(groupIncidents([])).toEqual([]);
  });
});

describe('planCrash', () => {
  const open = incident(3);
  const partly = incident(2, { refunded: 150 });
  const decided = incident(1, { closedAt: 6_000 });
  const all = [open, partly, decided];

  it('refunds what is left of the open ones and closes them; what is closed stays as it is', () => {
    expect(crashTotals(all)).toEqual({ open: 2, refundable: 250 });
    expect(planCrash(CRASH_AT, all, 'refund', { open: 2, refundable: 250 })).toEqual({
      refunds: [
        { recordId: 103, amount: 200, isWhole: true },
        { recordId: 102, amount: 50, isWhole: true },
      ],
      closed: [open, partly],
    });
  });

  it('closes without a refund, and does nothing when all are closed, whatever was expected', () => {
    expect(planCrash(CRASH_AT, all, 'close', null)).toEqual({ refunds: [], closed: [open, partly] });
    const nothing = { refunds: [], closed: [] };
    expect(planCrash(CRASH_AT, [decided], 'refund', { open: 2, refundable: 250 })).toEqual(nothing);
  });

  it('closes an open one of which nothing is left to refund', () => {
    const refunded = incident(4, { refunded: 200 });
    expect(planCrash(CRASH_AT, [refunded], 'refund', null)).toEqual({ refunds: [], closed: [refunded] });
  });

  it.each([
    [{ open: 3, refundable: 250 }],
    [{ open: 2, refundable: 251 }],
    [{ open: Number.NaN, refundable: Number.NaN }],
  ])('refuses a decision about what is no longer so (%j)', (expected) => {
    expect(() => planCrash(CRASH_AT, all, 'refund', expected)).toThrow(
      expect.objectContaining({ problem: { code: 'crash_changed', open: 2, refundable: 250 } }),
    );
  });

  it('refuses a crash that there was none of', () => {
    expect(() => planCrash(1, [], 'close', null)).toThrow(new AdminError({ code: 'crash_not_found', crashAt: 1 }));
  });
});
