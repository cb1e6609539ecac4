import { describe, expect, test } from 'vitest';
import { type KeyLease, KeyRing } from '../../../src/upstream/keys/key-ring.ts';
import type { KeyEvent } from '../../../src/upstream/keys/key-state.ts';
import type { KeyBlock } from '../../../src/upstream/keys/ring-key.ts';

const MINUTE_MS = 60_000;
const USE = { path: '/chat/completions', model: 'm' };
const REFUSED = { kind: 'rest', reason: 'key_refused', scope: 'key', answer: '401' } as const;
const OUT_OF_MONEY = { kind: 'rest', reason: 'out_of_money', scope: 'key', answer: '429, insufficient_quota' } as const;

describe('how long a key rests', () => {
  test('doubles with each refused try, from five minutes to an hour', () => {
    const { enter, wait, ring } = twoKeys();
    for (const minutes of [5, 10, 20, 40, 60, 60]) {
      ring.refuse(enter(), REFUSED);
      expect(firstKeyIn(ring)).toEqual(['resting', minutes * 60]);
      wait(minutes * MINUTE_MS - 1);
      expect(enter().key).toBe(1);
      wait(1);
    }
  });

  test('is ten minutes each time its account is out of money', () => {
    const { enter, wait, ring } = twoKeys();
    for (let rest = 0; rest < 3; rest++) {
      ring.refuse(enter(), OUT_OF_MONEY);
      expect(firstKeyIn(ring)).toEqual(['resting', 600]);
      wait(10 * MINUTE_MS);
    }
  });

  test('ends with the first answer, and begins anew with five minutes', () => {
    const { enter, wait, ring, events } = twoKeys();
    ring.refuse(enter(), REFUSED);
    wait(5 * MINUTE_MS);
    ring.refuse(enter(), REFUSED);
    wait(10 * MINUTE_MS);
    ring.accept(enter(), { isSuccess: true, usedUpMs: 0 });
    expect(firstKeyIn(ring)).toEqual(['working', 0]);
    ring.refuse(enter(), REFUSED);
    expect(firstKeyIn(ring)).toEqual(['resting', 300]);
    expect(events.map(({ kind }) => kind)).toEqual(['rests', 'works', 'rests']);
  });

  test('lets one call at a time find out whether it is over; the others take the next key', () => {
    const { enter, wait, ring } = twoKeys();
    ring.refuse(enter(), REFUSED);
    wait(5 * MINUTE_MS);
    expect([enter().key, enter().key, enter().key]).toEqual([0, 1, 1]);
  });

  test('is not made longer by calls that were sent before it began', () => {
    const { enter, ring } = twoKeys();
    const [first, second] = [enter(), enter()];
    ring.refuse(first, REFUSED);
    ring.refuse(second, REFUSED);
    expect(firstKeyIn(ring)).toEqual(['resting', 300]);
  });

  test('is tried every three seconds where no key works, which makes it no longer', () => {
    const { enter, tryToEnter, wait, ring } = twoKeys();
    ring.refuse(enter(), REFUSED);
    ring.refuse(enter(), REFUSED);
    expect(tryToEnter()).toEqual({ reason: 'key_refused', waitMs: 5 * MINUTE_MS });
    wait(2999);
    expect(tryToEnter()).toMatchObject({ reason: 'key_refused' });
    wait(1);
    ring.refuse(enter(), REFUSED);
    expect(firstKeyIn(ring)).toEqual(['resting', 297]);
  });

  test('is over at once when the owner says that he repaired it', () => {
    const { enter, ring } = twoKeys();
    ring.refuse(enter(), REFUSED);
    ring.tryNow();
    expect(enter().key).toBe(0);
  });
});

/** The first key is taken as long as it works. */
function twoKeys() {
  let now = 0;
  const events: KeyEvent[] = [];
  const ring = new KeyRing({
    ...{ provider: 'openai', labels: ['first', 'second'], order: 'in_order', now: () => now },
    onEvent: (event) => events.push(event),
  });
  const tryToEnter = (): KeyLease | KeyBlock => {
    let turn: KeyLease | KeyBlock | null = null;
    ring.enter(USE, new Set(), (given) => {
      turn = given;
    });
    return turn ?? { reason: 'rate_limit', waitMs: Number.NaN };
  };
  const enter = (): KeyLease => {
    const turn = tryToEnter();
    if ('reason' in turn) throw new Error(`no key: ${turn.reason}`);
    return turn;
  };
  const wait = (ms: number) => {
    now += ms;
  };
  return { ring, events, enter, tryToEnter, wait };
}

function firstKeyIn(ring: KeyRing): [string, number] | null {
  const [first] = ring.states;
  return first === undefined ? null : [first.state, first.seconds];
}
