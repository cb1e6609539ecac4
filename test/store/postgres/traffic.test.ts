import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NO_CALL_LIMITS } from '../../../src/access/call-limits.ts';
import { decideTraffic, type TrafficRefusal } from '../../../src/gateway/cluster-traffic.ts';
import { StorageError } from '../../../src/store/errors.ts';
import { connectionConfig } from '../../../src/store/postgres/engine/session-settings.ts';
import { PostgresTraffic } from '../../../src/store/postgres/traffic/traffic.ts';
import { TrafficConnection } from '../../../src/store/postgres/traffic/traffic-connection.ts';
import { clientForThisTest, type PostgresDatabase, postgresForThisTest } from '../../support/postgres/databases.ts';

const LIMITS = { ...NO_CALL_LIMITS, studentRequestsPerMinute: 1_000_000, studentCallsInFlight: 16 };
type Limits = Parameters<typeof decideTraffic>[1];

interface Replica {
  readonly traffic: PostgresTraffic;
  /** Beside the connection of the replica. */
  readonly client: pg.Client;
  slot: number;
  call(studentId: number, limits?: Partial<Limits>, classId?: number | null): Promise<TrafficRefusal | null>;
}

async function register(client: pg.Client): Promise<number> {
  const { rows } = await client.query(
    "INSERT INTO replicas (name, started_at, seen_at, last_group) VALUES ('test', 0, 0, 0) RETURNING slot",
  );
  return rows[0].slot;
}

async function replicaOn(database: PostgresDatabase): Promise<Replica> {
  const client = await clientForThisTest(connectionConfig(database.url, 'ledger', 'test'));
  const session = new TrafficConnection(database.url, 'test');
  const traffic: PostgresTraffic = new PostgresTraffic({ session, slot: () => replica.slot });
  onTestFinished(() => traffic.close());
  const replica: Replica = {
    ...{ traffic, client, slot: await register(client) },
    call: (studentId, limits = {}, classId = null) =>
      traffic.admit({
        ...{ studentId, classId, isCall: true },
        decide: (state) => decideTraffic(state, { ...LIMITS, ...limits }),
      }),
  };
  return replica;
}

async function replicas(count: number): Promise<readonly Replica[]> {
  const database = await postgresForThisTest();
  return Promise.all(Array.from({ length: count }, () => replicaOn(database)));
}

const admitted = (answers: readonly (TrafficRefusal | null)[]) => answers.filter((answer) => answer === null).length;
const of = (list: readonly Replica[], n: number): Replica => list[n % list.length] as Replica;

describe('traffic of several replicas', () => {
  test('lets in as many calls of a student at once as the limit says, whichever replicas they come through', async () => {
    const list = await replicas(4);
    for (let round = 1; round <= 5; round++) {
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, n) => of(list, n).call(round, { studentCallsInFlight: 7 })),
      );
      expect(admitted(answers)).toBe(7);
      expect(answers.filter((answer) => answer !== null).every(({ limit }) => limit === 'student-full')).toBe(true);
    }
  });

  test('gives a slot that was freed in one replica to a call in another', async () => {
    const [a, b] = (await replicas(2)) as [Replica, Replica];
    expect(await a.call(1, { studentCallsInFlight: 1 })).toBeNull();
    expect(await b.call(1, { studentCallsInFlight: 1 })).toEqual({ limit: 'student-full' });
    a.traffic.end({ studentId: 1, classId: null });
    await expect.poll(() => b.call(1, { studentCallsInFlight: 1 }), { timeout: 20_000 }).toBeNull();
  });

  test('never runs more calls than a student or a class may, while they come and go', async () => {
    const list = await replicas(3);
    const running = new Map<string, number>();
    let most = { student: 0, ofClass: 0 };
    const worker = async (n: number) => {
      for (let turn = 0; turn < 25; turn++) {
        const studentId = (n * 7 + turn * 3) % 5;
        const replica = of(list, n + turn);
        if ((await replica.call(studentId, { studentCallsInFlight: 3, callsInFlight: 8 }, 1)) !== null) continue;
        for (const key of [`student ${studentId}`, 'class']) running.set(key, (running.get(key) ?? 0) + 1);
        most = {
          student: Math.max(most.student, running.get(`student ${studentId}`) ?? 0),
          ofClass: Math.max(most.ofClass, running.get('class') ?? 0),
        };
        await setTimeout(1);
        for (const key of [`student ${studentId}`, 'class']) running.set(key, (running.get(key) ?? 0) - 1);
        replica.traffic.end({ studentId, classId: 1 });
      }
    };
    await Promise.all(Array.from({ length: 24 }, (_, n) => worker(n)));
    expect(most.student).toBeLessThanOrEqual(3);
    expect(most.ofClass).toBeLessThanOrEqual(8);
    expect(most.ofClass).toBeGreaterThan(3);
    const { client } = of(list, 0);
    const left = () => client.query('SELECT sum(count)::bigint AS count FROM calls_in_flight').then(({ rows }) => rows);
    await expect.poll(left, { timeout: 20_000 }).toEqual([{ count: 0 }]);
  });

  test('counts the requests of a student in a minute, refused ones too, across replicas', async () => {
    const list = await replicas(3);
    const requests = () =>
      Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          of(list, n).call(1, { studentRequestsPerMinute: 20, studentCallsInFlight: 99 }),
        ),
      );
    const answers = await requests();
    expect(admitted(answers)).toBe(20);
    for (const answer of answers) {
      if (answer === null) continue;
      expect(answer).toMatchObject({ limit: 'student-requests' });
      expect('seconds' in answer && answer.seconds > 50 && answer.seconds <= 60).toBe(true);
    }
    expect(admitted(await requests())).toBe(0);
    expect(await of(list, 0).call(2)).toBeNull();
  });

  test('lets a class send its minute at once and no more, and leaves room for who has sent little', async () => {
    const list = await replicas(2);
    const limits = { requestsPerMinute: 20, studentCallsInFlight: 99 };
    const loop = await Promise.all(Array.from({ length: 40 }, (_, n) => of(list, n).call(1, limits, 5)));
    // As in one process: its n-th request of the minute needs n free ones.
    expect(admitted(loop)).toBe(10);
    const others = await Promise.all(Array.from({ length: 40 }, (_, n) => of(list, n).call(100 + n, limits, 5)));
    expect(admitted(others)).toBe(10);
    expect(others.some((answer) => answer !== null && answer.limit === 'class-requests')).toBe(true);
    expect(await of(list, 0).call(1, limits, 6)).toBeNull();
  });

  test('frees the calls of a replica that died once it is fenced, and lets that one in no longer', async () => {
    const [a, b] = (await replicas(2)) as [Replica, Replica];
    expect(await a.call(1, { studentCallsInFlight: 1 })).toBeNull();
    expect(await b.call(1, { studentCallsInFlight: 1 })).toEqual({ limit: 'student-full' });
    await b.client.query('DELETE FROM replicas WHERE slot = $1', [a.slot]);
    expect(await b.call(1, { studentCallsInFlight: 1 })).toBeNull();
    await expect(a.call(2)).rejects.toThrow(StorageError);
    // Its provider still answers: under a slot of its own it counts again.
    a.slot = await register(a.client);
    await expect.poll(() => a.call(2), { timeout: 20_000 }).toBeNull();
    a.traffic.end({ studentId: 2, classId: null });
    b.traffic.end({ studentId: 1, classId: null });
    const full = { limit: 'student-full' };
    await expect.poll(() => b.call(1, { studentCallsInFlight: 2 }), { timeout: 20_000 }).toBeNull();
    expect(await a.call(1, { studentCallsInFlight: 2 })).toEqual(full);
    expect(await b.call(1, { studentCallsInFlight: 2 })).toEqual(full);
  });

  test('writes its calls again after the tables were emptied by a crash of the server', async () => {
    const [a, b] = (await replicas(2)) as [Replica, Replica];
    expect(await a.call(1, { studentCallsInFlight: 1 })).toBeNull();
    await b.client.query('TRUNCATE calls_in_flight, student_requests');
    await b.client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%traffic'",
    );
    const rows = () => b.client.query('SELECT scope_id, count FROM calls_in_flight').then((answer) => answer.rows);
    await expect.poll(rows, { timeout: 20_000 }).toEqual([{ scope_id: 1, count: 1 }]);
    expect(await b.call(1, { studentCallsInFlight: 1 })).toEqual({ limit: 'student-full' });
  });

  test('refuses what it cannot count, and counts right again afterwards', async () => {
    const database = await postgresForThisTest();
    const a = await replicaOn(database);
    await a.client.query('ALTER TABLE calls_in_flight RENAME TO away');
    const answers = await Promise.allSettled([a.call(1), a.call(1)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await a.client.query('ALTER TABLE away RENAME TO calls_in_flight');
    expect(await a.call(1, { studentCallsInFlight: 1 })).toBeNull();
    expect(await a.call(1, { studentCallsInFlight: 1 })).toEqual({ limit: 'student-full' });
  });
});
