import { describe, expect, test } from 'vitest';
import { newRequestId, withHoldId } from '../../src/gateway/request-ids.ts';
import { holdIdOf } from '../../src/ledger/hold-ids.ts';

describe('a request id', () => {
  test.each([0, 1, 1_795_000_000_000 * 1024 + 1023, Number.MAX_SAFE_INTEGER])('carries the hold %d', (holdId) => {
    const before = newRequestId();
    const id = withHoldId(before, holdId);
    expect(id).toMatch(/^req_[0-9a-f]{32}$/);
    expect(holdIdOf(id)).toBe(holdId);
    expect(id.slice(0, 22)).toBe(before.slice(0, 22));
  });

  test.each([
    ...['', 'req_', 'req_1', `req_${'f'.repeat(32)}`, `req_${'0'.repeat(31)}g`, `req_${'0'.repeat(33)}`],
    ...[`REQ_${'0'.repeat(32)}`, ` req_${'0'.repeat(32)}`, `req_${'0'.repeat(32)}\n`, '1', '../api/me'],
  ])('names no call when it is %j', (id) => {
    expect(holdIdOf(id)).toBeNull();
  });
});
