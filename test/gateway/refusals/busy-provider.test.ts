import { expect, test } from 'vitest';
import { refuse } from '../../../src/gateway/refusals/refusal.ts';

const READER = { language: 'en', ownerTitle: 'your teacher' } as const;

test.each(['upstreamBusy', 'upstreamPaused'] as const)(
  'a wait that clients honour is repeated, a longer one is said and not repeated in vain: %s',
  (name) => {
    const [short, long] = [60, 61].map((seconds) => refuse(READER, name, { seconds }));
    expect([short?.shouldRetry, short?.retryAfterSeconds]).toEqual([true, 60]);
    expect([long?.shouldRetry, long?.retryAfterSeconds]).toEqual([false, 61]);
    expect(long?.message).toContain('61 s');
  },
);
