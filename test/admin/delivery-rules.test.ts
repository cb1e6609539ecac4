import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideAttempt,
  type EndedAttempt,
  MAX_ATTEMPTS,
  MAX_REFUSALS,
  MAX_WAIT_MS,
  severityOf,
} from '../../src/admin/delivery-rules.ts';
import type { Severity } from '../../src/store/delivery-store.ts';

const HOUR_MS = 3_600_000;

function ended(edits: Partial<EndedAttempt> & { severity?: Severity; retryAfterMs?: number } = {}): EndedAttempt {
  const { severity = 'transient', retryAfterMs = null, ...rest } = edits;
  const failure = { problem: 'refused', status: 500, severity, retryAfterMs } as const;
  return { failure, attempts: 1, isTest: false, refusals: 0, now: 0, random: 0.5, ...rest };
}

describe('severityOf', () => {
  test.each([
    [410, 'gone'],
    [400, 'message'],
    [413, 'message'],
    [422, 'message'],
    [408, 'transient'],
    [429, 'transient'],
    [500, 'transient'],
    [599, 'transient'],
    [301, 'channel'],
    [401, 'channel'],
    [403, 'channel'],
    [404, 'channel'],
    [101, 'channel'],
  ])('calls %i %s', (status, severity) => {
    expect(severityOf(status)).toBe(severity);
  });
});

describe('decideAttempt', () => {
  test('waits longer after each failure, and six hours at most', () => {
    const waits = Array.from({ length: 9 }, (_, index) => decideAttempt(ended({ attempts: index + 1 })).nextAt / 1000);
    expect(waits).toEqual([10, 60, 300, 900, 3600, 10_800, 21_600, 21_600, 21_600]);
  });

  test('tries for about three days', () => {
    let now = 0;
    for (let attempts = 1; attempts < MAX_ATTEMPTS; attempts++) now = decideAttempt(ended({ attempts, now })).nextAt;
    expect(now / HOUR_MS).toBeGreaterThan(64);
    expect(now / HOUR_MS).toBeLessThan(76);
    expect(decideAttempt(ended({ attempts: MAX_ATTEMPTS, now }))).toMatchObject({
      state: 'failed',
      off: 'unreachable',
    });
  });

  test('waits as long as the receiver asks, never less than usual and never more than an hour for it', () => {
    expect(decideAttempt(ended({ retryAfterMs: 20_000 })).nextAt).toBe(20_000);
    expect(decideAttempt(ended({ retryAfterMs: 1 })).nextAt).toBe(10_000);
    expect(decideAttempt(ended({ retryAfterMs: 1e15 })).nextAt).toBe(HOUR_MS);
  });

  test('turns a channel off when it is gone, or refuses six times in a row whatever is between', () => {
    expect(decideAttempt(ended({ severity: 'gone' }))).toMatchObject({ state: 'waiting', off: 'gone' });
    expect(decideAttempt(ended({ severity: 'channel', refusals: MAX_REFUSALS - 2 })).off).toBeNull();
    expect(decideAttempt(ended({ severity: 'channel', refusals: MAX_REFUSALS - 1 })).off).toBe('refused');
    expect(decideAttempt(ended({ severity: 'message', refusals: MAX_REFUSALS - 1 }))).toMatchObject({
      ...{ state: 'failed', off: 'refused' },
    });
    expect(decideAttempt(ended({ severity: 'transient', refusals: 3 })).refusals).toBe(3);
    expect(decideAttempt(ended({ failure: null, refusals: 5 }))).toMatchObject({ state: 'sent', refusals: 0 });
  });

  test('changes nothing but the message itself for a test', () => {
    for (const severity of ['gone', 'channel', 'message', 'transient'] as const) {
      const result = decideAttempt(ended({ severity, isTest: true, refusals: 5, attempts: 99 }));
      expect(result).toMatchObject({ state: 'failed', off: null, refusals: 5 });
    }
  });

  test('never waits longer than what the outbox takes for a clock that was set back', () => {
    fc.assert(
      fc.property(
        fc.record({
          attempts: fc.integer({ min: 1, max: 1000 }),
          random: fc.double({ min: 0, max: 1, noNaN: true }),
          retryAfterMs: fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined }),
          severity: fc.constantFrom<Severity>('transient', 'channel', 'message', 'gone'),
        }),
        ({ retryAfterMs, ...rest }) => {
          const edits = retryAfterMs === undefined ? rest : { ...rest, retryAfterMs };
          const { nextAt } = decideAttempt(ended(edits));
          expect(nextAt).toBeGreaterThanOrEqual(9000);
          expect(nextAt).toBeLessThan(MAX_WAIT_MS);
        },
      ),
    );
  });
});
