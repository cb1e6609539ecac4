import { expect, test } from 'vitest';
import { incidentNoteIn } from '../../../src/language/incident-notes.ts';
import type { Incidents } from '../../../src/store/sql/journal/incidents.ts';
import { WaitingIncidents } from '../../../src/store/sql/journal/waiting-incidents.ts';
import type { Transactions } from '../../../src/store/sql/transactions.ts';

/** A database that is away, until it is back. */
class Away {
  readonly raised: string[] = [];
  readonly #jobs: { run(): void; fail(error: Error): void }[] = [];

  readonly incidents = ((raised: string[]): Pick<Incidents, 'raise'> => ({
    *raise(kind, detail) {
      yield { text: '', values: [] };
      raised.push(`${kind}: ${detail}`);
    },
  }))(this.raised);

  readonly group: Pick<Transactions, 'writeSoon'> = {
    writeSoon: (work) =>
      new Promise((resolve, fail) => {
        const run = () => {
          const running = work();
          running.next();
          const step = running.next({ rows: [], changes: 1 });
          if (step.done === true) resolve(step.value);
        };
        this.#jobs.push({ run, fail });
      }),
  };

  get waiting(): number {
    return this.#jobs.length;
  }

  back(): void {
    for (const { run } of this.#jobs.splice(0)) run();
  }

  fail(): void {
    for (const { fail } of this.#jobs.splice(0)) fail(new Error('away'));
  }
}

const KIND = 'upstream_down';

test('an incident that comes again and again while the database is away waits once, and all of them hear of it', async () => {
  const away = new Away();
  const waiting = new WaitingIncidents(away.group, away.incidents);
  const all = Array.from({ length: 1000 }, (_, n) => waiting.raise(KIND, 'a', n));
  expect(away.waiting).toBe(1);
  away.back();
  await Promise.all(all);
  expect(away.raised).toEqual(['upstream_down: a']);
  const again = waiting.raise(KIND, 'a', 0);
  away.back();
  await again;
  expect(away.raised).toHaveLength(2);
});

test('of more than 100 different ones the number of each kind is kept', async () => {
  const away = new Away();
  const waiting = new WaitingIncidents(away.group, away.incidents);
  const all = Array.from({ length: 1000 }, (_, n) => waiting.raise(KIND, `number ${n}`, n));
  all.push(waiting.raise('backup_failed', 'disk', 0));
  expect(away.waiting).toBe(102);
  away.back();
  await Promise.all(all);
  expect(away.raised.slice(100)).toEqual([
    expect.stringContaining('upstream_down: 900 more'),
    expect.stringContaining('backup_failed: 1 more'),
  ]);
  const next = waiting.raise(KIND, 'next', 0);
  away.back();
  await next;
  expect(away.raised.at(-1)).toBe('upstream_down: next');
  const counted = away.raised.filter((text) => text.includes('are not listed'));
  expect(counted.length).toBeGreaterThan(0);
  for (const text of counted) expect(incidentNoteIn('ko', text.slice(text.indexOf(': ') + 2)), text).toMatch(/[가-힣]/);
});

test('everybody hears when it was not written, and it can be raised again', async () => {
  const away = new Away();
  const waiting = new WaitingIncidents(away.group, away.incidents);
  const all = Array.from({ length: 150 }, (_, n) => waiting.raise(KIND, `number ${n}`, n));
  away.fail();
  expect((await Promise.allSettled(all)).every(({ status }) => status === 'rejected')).toBe(true);
  const again = waiting.raise(KIND, 'number 0', 0);
  away.back();
  await again;
  expect(away.raised).toEqual(['upstream_down: number 0']);
});
