import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { heldAt } from '../../../../src/ledger/hold-ids.ts';
import { openPostgresStore } from '../../../../src/store/postgres/open.ts';
import type { Store } from '../../../../src/store/store.ts';
import { POSTGRES_MIGRATIONS } from '../../../support/postgres/template.ts';
import { type Case, type CaseContext, until } from '../case.ts';
import { CuttingProxy } from '../server/cutting-proxy.ts';
import { LedgerServer } from '../server/ledger-server.ts';

/** PostgreSQL is restored to an earlier instant, from a base backup and its archive: calls since are forgotten. */
export const RESTORED_DATABASE: Case = {
  name: 'restored',
  title: 'a start after a point-in-time restore raises one incident that says at which call the books end',
  timeoutMs: 120_000,
  run: (context) => restore(context, false),
};

/** Against the advice of the guide. */
export const RESTORED_UNDER_REPLICA: Case = {
  name: 'restored-under',
  title: 'the same for a replica that runs on, and places calls before it looks',
  timeoutMs: 120_000,
  run: (context) => restore(context, true),
};

async function restore({ folder, say }: CaseContext, runsOn: boolean): Promise<readonly string[]> {
  const archive = join(folder, 'archive');
  mkdirSync(archive);
  chmodSync(archive, 0o777);
  const settings = { archive_mode: 'on', archive_command: `cp %p ${archive}/%f` };
  const primary = await LedgerServer.start({ folder: join(folder, 'server'), settings });
  const copy = await LedgerServer.copyOf(primary, { folder: join(folder, 'copy') });
  const proxy = await CuttingProxy.start(primary.port);
  const url = primary.url(proxy.port);
  let store = await open(url);
  try {
    await enrol(store);
    const kept = await call(store);
    await pause(50);
    const instant = await nowOf(primary);
    await pause(1100);
    const forgotten = [await call(store), await call(store)];
    await archiveLog(primary);
    if (!runsOn) await store.close();
    await primary.kill();
    await copy.recover(archive, instant);
    proxy.routeTo(copy.port);
    if (!runsOn) store = await open(url);
    const next = await nextCall(store);
    await until(
      async () => (await restoredIncidents(store)).length > 0,
      10_000,
      'an incident says that it was restored',
    );
    await store.close();
    store = await open(url);
    await pause(2500);
    const incidents = await restoredIncidents(store);
    const [detail = ''] = incidents;
    const end = `Its books end at ${new Date(heldAt(kept)).toISOString()};`;
    const { rows } = await store.records.listRecords({ after: null, limit: 10 });
    const ids = rows.map(({ id }) => id).reverse();
    say(`${detail.slice(0, 160)}...`);
    const { problems } = await store.ledger.check('full', Date.now());
    return [
      ...problems,
      ...(incidents.length === 1 ? [] : [`${incidents.length} incidents instead of one`]),
      ...(detail.includes(end) ? [] : [`"${end}" is not in the incident: ${detail}`]),
      ...(ids.join() === [kept, next].join()
        ? []
        : [`the records are ${ids.join()}, of ${[kept, ...forgotten, next]}`]),
    ];
  } finally {
    await store.close();
    await proxy.stop();
    await Promise.all([primary.remove(), copy.remove()]);
  }
}

function open(url: string): Promise<Store> {
  return openPostgresStore({
    ...{ url, migrationsFolder: POSTGRES_MIGRATIONS, timeZone: 'Asia/Seoul', now: Date.now() },
    defaults: { walletMonthly: 500_000_000_000, studentWeekly: 500_000_000_000 },
  });
}

async function enrol({ access }: Store): Promise<void> {
  const change = { actor: 'test', now: Date.now() };
  const fields = { name: 'a student', classId: null, email: null, suspended: false };
  const { id } = await access.createStudent(fields, {}, change);
  await access.createToken({ studentId: id, hash: 'a', prefix: 'jgp_a', label: null, expiresAt: null }, change);
}

/** @returns its id */
async function call({ ledger }: Store): Promise<number> {
  const placement = await ledger.placeHold({
    ...{ studentId: 1, tokenId: 1, endpoint: 'chat', model: 'm', servedModel: 'm', modelId: 'm', provider: 'openai' },
    estimate: { inputTokensBound: 20, candidates: 1, inputPico: 1_000_000, picoPerCapToken: 0 },
    ...{ priceVersion: 'm@1', cap: 100, lowestCap: 1, now: Date.now() },
  });
  if ('refused' in placement) throw new Error('the call does not fit');
  const usage = { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 0, outputTokens: 5 };
  await ledger.resolveHold(
    placement.hold.id,
    {
      ...{ as: 'settle', cost: 400, usage, outcome: 'ok', incident: null },
      quantities: { tokens: 15, calls: 1, images: 0 },
    },
    { durationMs: 1, firstByteMs: 1 },
  );
  return placement.hold.id;
}

/** As soon as the database is there again. */
async function nextCall(store: Store): Promise<number> {
  let id = 0;
  await until(
    async () => {
      id = await call(store).catch(() => 0);
      return id > 0;
    },
    30_000,
    'a call is placed after the restore',
  );
  return id;
}

async function restoredIncidents({ journal }: Store): Promise<string[]> {
  const { rows } = await journal.listIncidents({ after: null, limit: 100 });
  return rows.filter(({ kind }) => kind === 'database_restored').map(({ detail }) => detail);
}

async function nowOf(server: LedgerServer): Promise<string> {
  const [row] = (await server.query('SELECT clock_timestamp()::text AS now')) as { now: string }[];
  return row?.now ?? '';
}

async function archiveLog(server: LedgerServer): Promise<void> {
  const [row] = (await server.query('SELECT pg_walfile_name(pg_switch_wal()) AS name')) as { name: string }[];
  const archived = async () => {
    const rows = await server.query(`SELECT 1 FROM pg_stat_archiver WHERE last_archived_wal >= '${row?.name}'`);
    return rows.length > 0;
  };
  await until(archived, 20_000, 'the log is archived');
}
