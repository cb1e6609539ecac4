import { expect, test } from 'vitest';
import { FairTurns } from '../../src/gateway/fair-turns.ts';

test('lets another address wait for one turn of each, however many turns the first one wants', async () => {
  const turns = new FairTurns<string>();
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    for (let n = 0; n < 200; n++) turns.take('10.0.0.1', () => order.push('flood'));
    turns.take('10.0.0.2', () => {
      order.push('other');
      resolve();
    });
  });
  expect(order).toEqual(['flood', 'other']);
});

test('leaves others at least as much time as a turn took', async () => {
  const turns = new FairTurns<string>();
  const gaps: number[] = [];
  let endedAt = Number.NaN;
  await new Promise<void>((resolve) => {
    for (let n = 0; n < 5; n++) {
      turns.take('10.0.0.1', () => {
        if (!Number.isNaN(endedAt)) gaps.push(performance.now() - endedAt);
        const until = performance.now() + 10;
        while (performance.now() < until);
        endedAt = performance.now();
        if (n === 4) resolve();
      });
    }
  });
  expect(gaps).toHaveLength(4);
  // Timers may come up to 1 ms early.
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(9);
});

test('goes on after a turn that threw', async () => {
  const turns = new FairTurns<string>();
  const thrown = new Promise<unknown>((resolve) => process.once('uncaughtException', resolve));
  const done = new Promise<void>((resolve) => {
    turns.take('a', () => {
      throw new Error('a turn that fails');
    });
    turns.take('a', resolve);
  });
  await done;
  expect(await thrown).toMatchObject({ message: 'a turn that fails' });
});
