import { setTimeout as pause } from 'node:timers/promises';
import { type Case, until } from '../case.ts';
import { withPostgresSchool } from '../postgres-school.ts';
import type { KillPoint } from '../replica/commands.ts';
import type { Replica } from '../replica/replica.ts';
import type { School } from '../school.ts';

const POINTS: readonly KillPoint[] = ['after-send', 'before-answer', 'before-log', 'after-log'];
const ROUNDS = 3;
/** A dead replica's holds are expired by another one within so long. */
const MAX_EXPIRY_MS = 5000;
const HUNG_MS = 20_000;
const HOLD = 600_000;

/** kill -9 of a replica at named instants; the others go on, and expire what it held. */
export const KILLED_REPLICA: Case = {
  name: 'replica',
  title: `kill -9 of a replica at named instants: its holds expire within ${MAX_EXPIRY_MS / 1000} s, once; those of others stay`,
  timeoutMs: 300_000,
  run: (context) =>
    withPostgresSchool(context, { replicas: 2 }, async (school) => {
      const problems: string[] = [];
      // These stay open to the end: neither a start nor an end of another replica may touch them.
      await school.load({ inFlight: 2, ms: 300, hold: HOLD, settleAfterMs: null });
      const left = new Set(school.told.holds.map(({ id }) => id));
      const slowest = new Map<KillPoint, number>();
      for (let round = 0; round < ROUNDS * POINTS.length; round++) {
        const point = POINTS[round % POINTS.length] ?? 'after-send';
        const nth = 1 + Math.floor(context.chance() * 40);
        const ms = await killOne(school, point, nth);
        slowest.set(point, Math.max(slowest.get(point) ?? 0, ms));
      }
      for (const [point, ms] of slowest)
        context.say(`${point}: every hold had expired after ${ms.toFixed(0)} ms at most`);
      const { problems: found, rows } = await school.inspect({ isQuiet: true });
      problems.push(...found, ...findCrashProblems(school, rows));
      const open = new Set(rows.holds.map(({ id }) => id));
      const touched = [...left].filter((id) => !open.has(id));
      if (touched.length > 0) problems.push(`${touched.length} holds of living replicas were expired`);
      context.say(`${left.size} holds of living replicas stayed open; ${rows.incidents.length} incidents`);
      return problems;
    }),
};

/** @returns how long its last hold stayed open, ms */
async function killOne(school: School, point: KillPoint, nth: number): Promise<number> {
  const living = school.replicas.slice(0, 2);
  const crashesBefore = await countCrashes(school);
  const replica = await school.addReplica();
  if ((await countCrashes(school)) !== crashesBefore) throw new Error('a start expired holds of others');
  const load = { students: school.students, hold: HOLD, ms: HUNG_MS };
  const others = living.map((each) => each.load({ ...load, ms: 1500, perSecond: 50, settleAfterMs: 100 }));
  const dying = replica.load({ ...load, perSecond: 150, settleAfterMs: 1500 }).catch(() => {});
  await pause(700);
  await replica.killAt(point, nth);
  await ended(replica, point);
  await dying;
  const waitedMs = await until(() => hasNoHoldOf(school, replica), MAX_EXPIRY_MS, 'holds of a dead replica expire');
  await Promise.all(others);
  school.replicas = school.replicas.filter((each) => each !== replica);
  return waitedMs;
}

async function ended(replica: Replica, point: KillPoint): Promise<void> {
  const late = pause(HUNG_MS, 'never' as const, { ref: false });
  if ((await Promise.race([replica.ended, late])) !== 'never') return;
  await replica.kill();
  throw new Error(`no replica ended at ${point}`);
}

async function hasNoHoldOf(school: School, replica: Replica): Promise<boolean> {
  const rows = (await school.query('SELECT id FROM holds')) as readonly { id: number }[];
  const open = new Set(rows.map(({ id }) => id));
  return !school.told.holds.some((hold) => hold.replica === replica.name && open.has(hold.id));
}

async function countCrashes(school: School): Promise<number> {
  const rows = await school.query("SELECT count(*) AS crashes FROM incidents WHERE kind = 'crash'");
  return (rows[0] as { crashes: number }).crashes;
}

type Rows = Awaited<ReturnType<School['inspect']>>['rows'];

/** Each expired hold has one incident, and only holds of replicas that were killed have expired. */
export function findCrashProblems(school: School, { records, incidents }: Rows): string[] {
  const expired = records.filter(({ outcome }) => outcome === 'crash').map(({ id }) => id);
  const crashes = incidents.filter(({ kind }) => kind === 'crash').map(({ record_id }) => record_id);
  const living = new Set(school.replicas.map(({ name }) => name));
  const ofLiving = new Set(school.told.holds.filter(({ replica }) => living.has(replica)).map(({ id }) => id));
  const problems = expired.filter((id) => ofLiving.has(id)).map((id) => `hold ${id} expired, and its replica lives`);
  if (new Set(crashes).size !== crashes.length) problems.push('a hold has two incidents of a crash');
  if (expired.length !== crashes.length)
    problems.push(`${expired.length} holds expired, and there are ${crashes.length} incidents of it`);
  return problems;
}
