import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { settleInTurns } from '../../src/admin/settle-in-turns.ts';

test('does some at a time, and each of them, in their order', async () => {
  let running = 0;
  let most = 0;
  const items = Array.from({ length: 175 }, (_, n) => n);
  const results = await settleInTurns(items, async (n) => {
    running += 1;
    most = Math.max(most, running);
    await setImmediate();
    running -= 1;
    if (n % 60 === 0) throw new Error(`not ${n}`);
    return n;
  });
  expect(most).toBe(50);
  expect(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))).toEqual(
    items.filter((n) => n % 60 !== 0),
  );
  expect(results.map(({ status }) => status).indexOf('rejected')).toBe(0);
  expect(results).toHaveLength(175);
});
