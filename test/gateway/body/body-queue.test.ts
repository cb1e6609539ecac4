import { fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import type { Caller } from '../../../src/access/callers.ts';
import { readerIn } from '../../../src/access/owner-titles.ts';
import { BodyQueue } from '../../../src/gateway/body/body-queue.ts';
import { acceptJsonOnly } from '../../../src/gateway/body/request-body.ts';

const LARGE = ' '.repeat(70_000);

/** Resolves to who was read, in that order, once so many were. */
function orderOf(send: (take: (student: number, body?: string) => void) => void, count: number): Promise<number[]> {
  return new Promise((resolve) => {
    const bodies = new BodyQueue();
    const order: number[] = [];
    send((student, body = LARGE) => {
      bodies.push(student, body, () => {
        order.push(student);
        if (order.length === count) resolve(order);
      });
    });
  });
}

test('many large bodies of one student delay another student’s by one turn at most', async () => {
  const order = await orderOf((take) => {
    for (let sent = 0; sent < 16; sent++) take(1);
    take(2);
  }, 17);
  expect(order.slice(0, 2)).toEqual([1, 2]);
  expect(order).toHaveLength(17);
});

test('students take turns, and each student’s bodies are read in their order', async () => {
  const order = await orderOf((take) => {
    for (const student of [1, 1, 1, 2, 2, 3]) take(student);
  }, 6);
  expect(order).toEqual([1, 2, 3, 1, 2, 1]);
});

test('a student who returns does not overtake those who wait', async () => {
  const order: number[] = [];
  const bodies = new BodyQueue();
  await new Promise<void>((resolve) => {
    const again = () => {
      order.push(1);
      if (order.length < 20) bodies.push(1, LARGE, again);
      else resolve();
    };
    bodies.push(1, LARGE, again);
    for (const student of [2, 3]) bodies.push(student, LARGE, () => order.push(student));
  });
  expect(order.slice(0, 4)).toEqual([1, 2, 3, 1]);
});

test('a small body does not wait for large ones', async () => {
  const order = await orderOf((take) => {
    take(1);
    take(2, '{}');
  }, 2);
  expect(order).toEqual([2, 1]);
});

test('a body that was read alone does not delay the next one', async () => {
  const bodies = new BodyQueue();
  for (let round = 0; round < 3; round++) {
    await new Promise<void>((resolve) => {
      bodies.push(round, LARGE, resolve);
    });
  }
});

test('the gateway reads large requests round robin over students', async () => {
  const app = fastify();
  onTestFinished(() => app.close());
  const order: number[] = [];
  acceptJsonOnly(app, {
    bodyQueue: new BodyQueue(),
    checkReceived: () => {},
    readerOf: () => readerIn('en', null),
    callerOf: ({ headers }) => ({ student: { id: Number(headers.student) } }) as Caller,
  });
  app.post('/', async ({ headers }) => {
    order.push(Number(headers.student));
    return {};
  });
  const send = (student: number) =>
    app.inject({
      ...{ method: 'POST', url: '/', payload: `${LARGE}{}` },
      headers: { student: String(student), 'content-type': 'application/json' },
    });
  await Promise.all([1, 1, 1, 1, 2].map(send));
  expect(order).toEqual([1, 2, 1, 1, 1]);
});
