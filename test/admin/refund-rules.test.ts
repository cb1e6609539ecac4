import { describe, expect, it } from 'vitest';
import { checkRefund, refundable } from '../../src/admin/refund-rules.ts';
import type { Incident } from '../../src/store/journal-store.ts';
import { adminError, errorOf } from './admin-fixture.ts';

const INCIDENT: Incident = {
  ...{ id: 4, kind: 'uncertain', recordId: 7, studentId: 1, charged: 200, refunded: 50, detail: 'lost' },
  ...{ createdAt: 1, closedAt: null },
};

describe('checkRefund', () => {
  it.each([
    [null, 150],
    [1, 1],
    [150, 150],
  ])('allows %j of the 150 that are left of a charge', (amount, refunded) => {
    expect(checkRefund(INCIDENT, amount)).toEqual({ recordId: 7, amount: refunded });
  });

  it('refuses more than is left, and says how much that is', () => {
    expect(errorOf(() => checkRefund(INCIDENT, 151))).toEqual(adminError({ code: 'refund_too_large', left: 150 }));
  });

  it.each([0, -1])('refuses %j, which is no refund', (amount) => {
    expect(errorOf(() => checkRefund(INCIDENT, amount))).toEqual(adminError({ code: 'refund_zero' }, ['amount']));
  });

  it.each([null, 1])('refuses %j when all of the charge was refunded', (amount) => {
    const complete = { ...INCIDENT, refunded: 200 };
    expect(errorOf(() => checkRefund(complete, amount))).toEqual(adminError({ code: 'refund_complete' }));
  });

  it('refuses a refund of an incident that is not about a call', () => {
    const error = errorOf(() => checkRefund({ ...INCIDENT, recordId: null }, null));
    expect(error).toEqual(adminError({ code: 'refund_without_call' }));
  });
});

describe('refundable', () => {
  it('is never below zero', () => {
    expect([refundable(INCIDENT), refundable({ ...INCIDENT, refunded: 201 })]).toEqual([150, 0]);
  });
});
