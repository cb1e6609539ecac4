import { expect, test } from 'vitest';
import { FairQueue } from '../../src/limits/fair-queue.ts';

test('a key waits for one piece of another key, however many that one has queued', async () => {
  const queue = new FairQueue<string>();
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    for (let n = 0; n < 200; n++) queue.push('10.0.0.1', () => order.push('flood'));
    queue.push('10.0.0.2', () => {
      order.push('other');
      resolve();
    });
  });
  expect(order).toEqual(['flood', 'other']);
});

test('the queue rests after a piece for as long as the piece took', async () => {
  const queue = new FairQueue<string>();
  const gaps: number[] = [];
  let endedAt = Number.NaN;
  await new Promise<void>((resolve) => {
    for (let n = 0; n < 5; n++) {
      queue.push('10.0.0.1', () => {
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

test('the queue goes on after a piece that threw', async () => {
  const queue = new FairQueue<string>();
  const thrown = new Promise<unknown>((resolve) => process.once('uncaughtException', resolve));
  const done = new Promise<void>((resolve) => {
    queue.push('a', () => {
      throw new Error('a piece that fails');
    });
    queue.push('a', resolve);
  });
  await done;
  expect(await thrown).toMatchObject({ message: 'a piece that fails' });
});
