import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { endOf } from '../../support/ended-process.ts';
import { OwnerClient } from '../../support/owner-client.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres/server.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { freePort } from '../../support/server-process.ts';
import { MODEL } from '../crash/killable-gateway.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import type { Evidence } from './evidence.ts';
import { ReplicaServer } from './replica-server.ts';
import { OWNER_TOKEN } from './secrets.ts';
import { upstreamScript } from './upstream-bill.ts';

const DATABASE = 'jigap';
const CLI = join(import.meta.dirname, '../../../src/cli/jigap.js');
const READY_MS = 30_000;

/** PostgreSQL, a scripted provider, two replicas, and what stands in front of them. */
export interface School {
  readonly postgres: PostgresServer;
  readonly replicas: readonly [ReplicaServer, ReplicaServer];
  readonly balancer: Balancer;
  /** Through the balancer. */
  readonly owner: OwnerClient;
  /** Of the superuser, to jigap's database. */
  readonly adminUrl: string;
  /** @returns what is wrong with the ends of the replicas */
  stop(): Promise<readonly string[]>;
}

/** @param folder for the balancer's files */
export async function startSchool(folder: string, evidence: Evidence): Promise<School> {
  const postgres = await startPostgres({ isDurable: true });
  const admin = new pg.Client({ connectionString: postgres.urlOf('postgres') });
  await admin.connect();
  await admin.query('CREATE ROLE jigap LOGIN');
  await admin.query(`CREATE DATABASE ${DATABASE} OWNER jigap`);
  await admin.end();
  const upstream = await startScriptedUpstream();
  upstream.always(upstreamScript(evidence));
  const common = { databaseUrl: postgres.urlOf(DATABASE, 'jigap'), upstreamUrl: upstream.url, model: MODEL };
  const replicas = [
    new ReplicaServer({ ...common, name: 'A', port: await freePort() }),
    new ReplicaServer({ ...common, name: 'B', port: await freePort() }),
  ] as const;
  // Both at once: the first start makes the tables.
  await Promise.all(replicas.map((replica) => replica.start()));
  const balancer = await startBalancer(
    folder,
    replicas.map(({ port }) => port),
  );
  return {
    ...{ postgres, replicas, balancer, adminUrl: postgres.urlOf(DATABASE) },
    owner: new OwnerClient(balancer.url, OWNER_TOKEN),
    stop: () => stopAll(replicas, balancer, upstream, postgres),
  };
}

async function stopAll(
  replicas: readonly ReplicaServer[],
  balancer: Balancer,
  upstream: ScriptedUpstream,
  postgres: PostgresServer,
): Promise<readonly string[]> {
  const ends = await Promise.all(replicas.map((replica) => replica.stop()));
  await balancer.stop();
  await upstream.stop();
  await postgres.stop();
  return ends.filter((end) => end !== null);
}

/** What /readyz says: "ok", or what is wrong; null: it does not answer. */
export async function healthOf({ url }: ReplicaServer): Promise<string | null> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) });
    const { status } = (await response.json()) as { status: string };
    return response.ok === (status === 'ok') ? status : `${response.status} with "${status}"`;
  } catch {
    return null;
  }
}

/** @returns ms until it was ready @throws Error when it is not within half a minute */
export async function untilReady(replica: ReplicaServer): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const health = await healthOf(replica);
    const ms = Math.round(performance.now() - startedAt);
    if (health === 'ok') return ms;
    if (ms > READY_MS) throw new Error(`replica ${replica.name} is not ready after ${ms} ms: ${health ?? 'no answer'}`);
    await pause(50);
  }
}

/** Resolves when no call is open. @returns what is wrong */
export async function untilNothingIsHeld(adminUrl: string, patienceMs: number): Promise<string | null> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const deadline = performance.now() + patienceMs;
  try {
    for (;;) {
      const { rows } = await client.query<{ holds: string; held: string }>(
        'SELECT (SELECT count(*) FROM holds)::text AS holds, (SELECT sum(held) FROM balances)::text AS held',
      );
      if (rows[0]?.holds === '0' && rows[0].held === '0') return null;
      if (performance.now() > deadline) return `still open after ${patienceMs} ms: ${JSON.stringify(rows[0])}`;
      await pause(100);
    }
  } finally {
    await client.end();
  }
}

/** `jigap check`, as an owner runs it. @returns what it says when it does not end well */
export async function checkLedger({ url }: Balancer): Promise<{ readonly said: string; readonly isClean: boolean }> {
  const env = { PATH: process.env.PATH ?? '', JIGAP_URL: url, JIGAP_OWNER_TOKEN: OWNER_TOKEN, JIGAP_LANGUAGE: 'en' };
  const child = spawn(process.execPath, [CLI, 'check'], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const { exitCode, out, error } = await endOf(child);
  return { said: `${out}${error}`.trim(), isClean: exitCode === 0 };
}
