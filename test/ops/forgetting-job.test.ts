import { pino } from 'pino';
import { expect, test } from 'vitest';
import { SYSTEM } from '../../src/admin/actor.ts';
import { forgetDue, setForgetAfterDays } from '../../src/admin/forgetting.ts';
import { DAY_MS } from '../../src/ledger/utc-days.ts';
import { ForgettingJob } from '../../src/ops/forgetting-job.ts';
import { startApp } from '../support/running-app.ts';

const YEAR_MS = 365 * DAY_MS;

async function startSchool(students: number) {
  const app = await startApp();
  const { store, clock } = app;
  const deps = { store, clock, language: 'en' as const, now: () => clock.now() };
  const by = { actor: 'owner', now: clock.now() };
  const fields = Array.from({ length: students }, (_, index) => ({
    fields: { name: `Canary ${index}`, classId: null, email: null, suspended: false },
    limits: {},
  }));
  const made = await store.access.createStudents(fields, by);
  await Promise.all(made.map(({ id }) => store.access.deleteStudent(id, by)));
  const named = async () => (await store.access.everyStudent()).filter(({ name }) => name.startsWith('Canary')).length;
  return { app, deps, clock, named };
}

test('forgets whoever is due once a day, in several transactions, each with an entry of the audit', async () => {
  const { app, deps, clock, named } = await startSchool(60);
  try {
    expect(await forgetDue(deps)).toBeNull();
    await setForgetAfterDays(3, SYSTEM, deps);
    clock.advance(DAY_MS);
    expect(await forgetDue(deps)).toEqual({ students: 0, isCleaned: true });
    clock.advance(DAY_MS);
    await forgetDue(deps);
    expect(await named()).toBe(60);
    clock.advance(DAY_MS);
    expect(await forgetDue(deps)).toEqual({ students: 60, isCleaned: true });
    expect(await named()).toBe(0);
    expect(await forgetDue(deps)).toBeNull();
    const { rows } = await app.store.journal.listAudit({ after: null, limit: 3 });
    expect(rows.map(({ actor, action, after }) => [actor, action, (after as { students: number }).students])).toEqual([
      ['system', 'student.forget', 10],
      ['system', 'student.forget', 25],
      ['system', 'student.forget', 25],
    ]);
  } finally {
    await app.stop();
  }
});

test('forgets nobody for a week after the clock jumped a year, and nobody at all when it comes back', async () => {
  const { app, deps, clock, named } = await startSchool(3);
  try {
    await setForgetAfterDays(180, SYSTEM, deps);
    clock.advance(YEAR_MS);
    for (let day = 0; day < 7; day++) {
      expect(await forgetDue(deps)).toBeNull();
      clock.advance(DAY_MS);
    }
    expect((await app.store.forgetting.rule()).clock.holdDays).toBe(1);
    clock.set(clock.now() - YEAR_MS);
    expect(await forgetDue(deps)).toBeNull();
    clock.advance(DAY_MS);
    await forgetDue(deps);
    expect(await named()).toBe(3);
  } finally {
    await app.stop();
  }
});

test('a run that failed is tried again, and two do not run at once', async () => {
  let runs = 0;
  let release = (): void => {};
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  const job = new ForgettingJob({
    forgetDue: async () => {
      runs++;
      if (runs === 1) throw new Error('the disk is full');
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { students: 2, isCleaned: true };
    },
    logger,
  });
  await job.run();
  const second = job.run();
  await job.run();
  release();
  await second;
  expect(runs).toBe(2);
  expect(lines.join('')).toContain('names could not be forgotten');
  expect(lines.join('')).toContain('"students":2');
});
