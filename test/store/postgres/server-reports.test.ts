import { chmodSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { EngineObserver, GroupReport, ServerReport } from '../../../src/store/engine-observer.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { createPostgresDatabase } from '../../support/postgres/databases.ts';
import { withClient } from '../../support/postgres/template.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import { LedgerServer } from '../../system/postgres/server/ledger-server.ts';
import { POSTGRES_MIGRATIONS } from './postgres-engine.ts';

const DEFAULTS = { walletMonthly: 5_000_000_000, studentWeekly: 500_000_000 };
const PATIENCE = { timeout: 15_000, interval: 50 };

/** Keeps what an engine says. */
class Reports implements EngineObserver {
  readonly groups: GroupReport[] = [];
  readonly servers: ServerReport[] = [];

  onGroup(group: GroupReport): void {
    this.groups.push(group);
  }

  onServer(server: ServerReport): void {
    this.servers.push(server);
  }
}

function openStore(url: string, observer: EngineObserver) {
  const now = Date.now();
  const options = { url, migrationsFolder: POSTGRES_MIGRATIONS, defaults: DEFAULTS, timeZone: 'UTC', now };
  return openPostgresStore({ ...options, observer });
}

test('reports each group with its times, once it is on disk', async () => {
  const { url, drop } = await createPostgresDatabase();
  const reports = new Reports();
  const store = await openStore(url, reports);
  try {
    const before = reports.groups.length;
    await store.journal.setOwnerTimeZone('Asia/Seoul', { actor: 'owner', now: Date.now() });
    await vi.waitUntil(() => reports.groups.length > before, PATIENCE);
    expect(reports.groups.at(-1)?.calls).toBeGreaterThan(0);
    for (const { waitMs, lockMs, flushMs } of reports.groups) {
      for (const ms of [waitMs, lockMs, flushMs]) expect(ms).toBeGreaterThan(0);
    }
  } finally {
    await store.close();
    await drop();
  }
});

test('reports every second how old the oldest snapshot is, and that no standby is asked for', async () => {
  const { url, drop } = await createPostgresDatabase();
  const reports = new Reports();
  const store = await openStore(url, reports);
  try {
    await withClient(url, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      await client.query('SELECT count(*) FROM students');
      await vi.waitUntil(() => (reports.servers.at(-1)?.oldestSnapshotMs ?? 0) > 500, PATIENCE);
    });
    await vi.waitUntil(() => (reports.servers.at(-1)?.oldestSnapshotMs ?? 1) < 500, PATIENCE);
    expect(reports.servers.at(-1)?.synchronousStandbys).toBeNull();
  } finally {
    await store.close();
    await drop();
  }
});

test('raises an incident when its database was on another server the last time', async () => {
  const { url, adminUrl, drop } = await createPostgresDatabase();
  const first = await openStore(url, new Reports());
  await vi.waitUntil(async () => (await lineageIn(adminUrl)) !== null, PATIENCE);
  expect((await first.journal.listIncidents({ after: null, limit: 10, open: true })).rows).toEqual([]);
  await first.close();
  await withClient(adminUrl, (client) =>
    client.query(
      `UPDATE settings SET value = replace(value, '"timeline":"', '"timeline":"9') WHERE name = 'server_lineage'`,
    ),
  );
  const second = await openStore(url, new Reports());
  try {
    const incidents = async () => (await second.journal.listIncidents({ after: null, limit: 10, open: true })).rows;
    await vi.waitUntil(async () => (await incidents()).length > 0, PATIENCE);
    expect((await incidents()).map(({ kind }) => kind)).toEqual(['database_restored']);
  } finally {
    await second.close();
    await drop();
  }
});

test(
  'a replica goes on saying that it lives while the synchronous standby is missing, and says what is wrong',
  LONG_RUN,
  async () => {
    const folder = makeTempFolder();
    onTestFinished(() => remove(folder));
    // The server runs as another user where this one is root.
    chmodSync(folder, 0o755);
    const server = await LedgerServer.start({ folder: `${folder}/server` });
    const reports = new Reports();
    try {
      await server.query('GRANT pg_monitor TO jigap');
      const store = await openStore(server.url(), reports);
      await vi.waitUntil(() => reports.servers.length > 0, PATIENCE);
      await server.alterSystem('synchronous_standby_names', 'nobody');
      await vi.waitUntil(() => reports.servers.at(-1)?.synchronousStandbys === 0, PATIENCE);
      expect(store.cluster.problem()).toBe('the database waits for a synchronous standby, and there is none');
      const seen = async () => {
        const [row] = (await server.query('SELECT max(seen_at) AS seen FROM replicas')) as { seen: number }[];
        return row?.seen ?? 0;
      };
      const before = await seen();
      // Longer than a connection may answer nothing on which the server does not work.
      const written = store.journal.probeDisk();
      const flushes = () => server.query("SELECT pid FROM pg_stat_activity WHERE application_name LIKE '% flush'");
      const waiting = await flushes();
      await pause(13_000);
      expect(await seen()).toBeGreaterThan(before + 10_000);
      expect(await flushes()).toEqual(waiting);
      await server.alterSystem('synchronous_standby_names', null);
      await vi.waitUntil(() => store.cluster.problem() === null, PATIENCE);
      await written;
      await store.close();
    } finally {
      await server.kill();
    }
  },
);

async function lineageIn(adminUrl: string): Promise<unknown> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query("SELECT value FROM settings WHERE name = 'server_lineage'");
    return rows[0] ?? null;
  });
}
