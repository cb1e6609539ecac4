import { describe, expect, it } from 'vitest';
import type { AdminProblem, FieldPath } from '../../src/admin/admin-error.ts';
import { checkRefund, refundable } from '../../src/admin/refund-rules.ts';
import type { Incident } from '../../src/store/journal-store.ts';

const INCIDENT: Incident = {
  ...{
    id: 4,
    kind: 'uncertain',
    recordId: 7,
    studentId: 1,
    charged: 200,
    refunded: 50,
    chargedTokens: 30,
    detail: 'lost',
  },
  ...{ crashAt: null, createdAt: 1, closedAt: null },
};

function problemAt(problem: AdminProblem, path: FieldPath = []) {
  return expect.objectContaining({ name: 'AdminError', problem, path });
}

describe('checkRefund', () => {
  it.each([
    [null, 150, true],
    [1, 1, false],
    [149, 149, false],
    [150, 150, true],
  ])('allows %j of the 150 that are left of a charge', (amount, refunded, isWhole) => {
    expect(checkRefund(INCIDENT, amount)).toEqual({ recordId: 7, amount: refunded, isWhole });
  });

  it('gives back the tokens of a call that cost nothing, once and as a whole', () => {
    const free = { ...INCIDENT, charged: 0, refunded: 0 };
    expect(checkRefund(free, null)).toEqual({ recordId: 7, amount: 0, isWhole: true });
    expect(() => checkRefund(free, 0)).toThrow(problemAt({ code: 'refund_zero' }, ['amount']));
    expect(() => checkRefund(free, 1)).toThrow(problemAt({ code: 'refund_too_large', left: 0 }));
    expect(() => checkRefund({ ...free, chargedTokens: 0 }, null)).toThrow(problemAt({ code: 'refund_complete' }));
  });

  it('refuses more than is left, and says how much that is', () => {
    expect(() => checkRefund(INCIDENT, 151)).toThrow(problemAt({ code: 'refund_too_large', left: 150 }));
  });

  it.each([0, -1])('refuses %j, which is no refund', (amount) => {
    expect(() => checkRefund(INCIDENT, amount)).toThrow(problemAt({ code: 'refund_zero' }, ['amount']));
  });

  it.each([null, 1])('refuses %j when all of the charge was refunded', (amount) => {
    const complete = { ...INCIDENT, refunded: 200, chargedTokens: 0 };
    expect(() => checkRefund(complete, amount)).toThrow(problemAt({ code: 'refund_complete' }));
  });

  it('refuses a refund of an incident that is not about a call', () => {
    const aboutServer = { ...INCIDENT, recordId: null };
    expect(() => checkRefund(aboutServer, null)).toThrow(problemAt({ code: 'refund_without_call' }));
  });
});

describe('refundable', () => {
  it('is never below zero', () => {
    expect([refundable(INCIDENT), refundable({ ...INCIDENT, refunded: 201 })]).toEqual([150, 0]);
  });
});
