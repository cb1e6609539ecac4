import { expect, test } from 'vitest';
import { expireHold } from '../../src/ledger/crash-recovery.ts';
import { firstIdAt } from '../../src/ledger/hold-ids.ts';

const HELD = { quantities: { tokens: 40, calls: 1, images: 0 }, countsTokens: false };
const NOW = Date.parse('2026-11-23T03:00Z');

test('a hold of a dead process is charged in full, with an incident and the time that it was open', () => {
  const { resolution, timing } = expireHold({ id: firstIdAt(NOW - 9000) + 5, amount: 300, ...HELD }, NOW);
  expect(resolution).toMatchObject({ as: 'expire', cost: 300, outcome: 'crash', incident: 'crash' });
  expect(timing).toEqual({ durationMs: 9000, firstByteMs: null });
});

test('a hold from after the time of the clock was open for no time', () => {
  expect(expireHold({ id: firstIdAt(NOW + 500), amount: 0, ...HELD }, NOW).timing.durationMs).toBe(0);
});
