import { join } from 'node:path';
import { expect } from 'vitest';
import type { NoticeReceiver } from './notice-receiver.ts';
import { costOf, type TermSchool, type TermStudent } from './term-school.ts';

export const SEOUL = 'Asia/Seoul';
/** Output tokens of a call, which costs about 0.01 USD. */
export const LESSON = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** So many calls, one after the other, are answered. */
export async function served(school: TermSchool, student: TermStudent, calls: number): Promise<void> {
  for (let n = 0; n < calls; n++) {
    const { status, body } = await school.call(student, LESSON);
    expect(status, body.toString()).toBe(200);
  }
}

/** The whole hold is charged, the owner sees why, and gives it back. */
export async function crashAndRefund(school: TermSchool, student: TermStudent): Promise<void> {
  const charged = await school.crash(student, LESSON);
  expect(charged).toBeGreaterThanOrEqual(costOf(LESSON));
  await school.settle('a crash');
  const incidents = await school.app.owner.listAll('/api/incidents?open=true');
  const lost = incidents.find(({ student_id }) => student_id === student.id);
  await school.owner('POST', `/api/incidents/${lost.id}/refund`, {});
  const charge = school.books.charges.at(-1);
  if (charge === undefined) throw new Error('the crash left no charge');
  charge.refunded = charged;
  await school.settle('the refund');
}

/** The owner's program is down for an hour in which something happens; afterwards it has every message, once. */
export async function whileReceiverIsDown(
  school: TermSchool,
  receiver: NoticeReceiver,
  student: TermStudent,
): Promise<void> {
  const before = receiver.received.length;
  await receiver.stop();
  await served(school, student, 4);
  for (let minutes = 0; minutes < 60; minutes += 5) {
    await school.settle(`${minutes} minutes without the receiver`);
    school.clock.advance(5 * MINUTE_MS);
  }
  expect(receiver.received).toHaveLength(before);
  await receiver.start();
  school.clock.advance(3 * HOUR_MS);
  await school.settle('the receiver is back');
  expect(receiver.received.length).toBeGreaterThan(before);
}

/** What was spent after the backup stays spent. */
export async function goBackToBackup(school: TermSchool, student: TermStudent): Promise<void> {
  school.clock.advance(DAY_MS);
  const backup = await school.owner('POST', '/api/backups', {});
  const { folder } = await school.owner('GET', '/api/backups');
  await served(school, student, 2);
  await school.settle('calls after the backup');
  await school.restore(join(folder, backup.name));
  await school.settle('a restore');
  await served(school, student, 1);
  await school.settle('a call after the restore');
}

/** The class is archived; its books can be taken away. */
export async function endLessons(
  school: TermSchool,
  { python, minji, sora }: { readonly python: number; readonly minji: TermStudent; readonly sora: TermStudent },
): Promise<void> {
  await school.passTo('2027-06-21 09:00', SEOUL);
  await school.refused(sora, LESSON, 'class_not_in_session');
  await school.owner('PATCH', '/api/settings', { forget_after_days: 30 });
  await school.owner('POST', `/api/classes/${python}/archive`, {});
  await school.refused(minji, LESSON, 'class_not_in_session');
  await school.settle('an archived class');
  expect(await exportedCost(school, python)).toBe(school.books.sum(({ classId }) => classId === python));
  expect(await exportedCost(school)).toBe(school.books.sum(() => true));
}

/** Who was there is forgotten after 30 days, the sums are not, and a copy of a class serves the next term. */
export async function beginNextTerm(
  school: TermSchool,
  { python, physics, minji }: { readonly python: number; readonly physics: number; readonly minji: TermStudent },
): Promise<void> {
  await school.passTo('2027-08-02 09:00', SEOUL);
  await school.settle('names are forgotten');
  const exported = await exportOf(school, python);
  expect(exported).not.toContain(minji.name);
  expect(exported).not.toContain('숙제 3번');
  expect(await exportedCost(school)).toBe(school.books.sum(() => true));
  const next = await school.owner('POST', `/api/classes/${physics}/copy`, {
    name: '물리 실험 2학기',
    starts_on: '2027-08-30',
    ends_on: '2027-12-17',
  });
  expect(next).toMatchObject({ time_zone: SEOUL, student_budgets: [{ period: 'day', limit_usd: 0.05 }] });
  const [newcomer] = await school.enrol(next.id, ['정하나']);
  await school.passTo('2027-08-30 10:00', SEOUL);
  if (newcomer === undefined) throw new Error('the next term has no student');
  await served(school, newcomer, 1);
  await school.settle('the next term');
}

async function exportOf(school: TermSchool, classId?: number): Promise<string> {
  const query = classId === undefined ? '' : `?class_id=${classId}`;
  const { status, text } = await school.app.api('GET', `/api/export${query}`);
  expect(status).toBe(200);
  return text;
}

/** Nano-USD of all calls in an export, less refunds. */
async function exportedCost(school: TermSchool, classId?: number): Promise<number> {
  const rows = (await exportOf(school, classId))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.at(-1)).toMatchObject({ type: 'end' });
  const sumOf = (type: string, field: string) =>
    rows.filter((row) => row.type === type).reduce((sum, row) => sum + Math.round(row[field] * 1e9), 0);
  return sumOf('calls', 'cost_usd') - sumOf('refunds', 'amount_usd');
}
