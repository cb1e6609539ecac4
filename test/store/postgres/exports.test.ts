import { expect, onTestFinished, test } from 'vitest';
import { EXPORT_KINDS, type ExportRequest, ExportRunningError } from '../../../src/store/export-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { withClient } from '../../support/postgres/template.ts';
import { BUSY_CALLS, busyYear } from '../contract/busy-year.ts';
import { openTestLedger } from '../contract/test-ledger.ts';
import { SQLITE_ENGINE } from '../sqlite/sqlite-engine.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';

const CHANGE = { actor: 'owner', now: Date.UTC(2027, 5, 1) };
const ALL: ExportRequest = {
  ...{ format: 'ndjson', classId: null, withNames: true, language: 'en' },
  at: CHANGE.now,
};
/** By chance. */
const JOIN_CODE = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/g;

/** By kind, its text. */
async function exported(store: Store, request: Partial<ExportRequest> = {}) {
  const running = await store.exports.start({ ...ALL, ...request }, CHANGE);
  const texts = new Map<string, string>();
  for await (const { kind, text } of running.pieces) {
    texts.set(kind, (texts.get(kind) ?? '') + Buffer.from(text).toString().replaceAll(JOIN_CODE, 'CODE'));
  }
  return { rows: running.rows, texts };
}

function rowsOf(texts: ReadonlyMap<string, string>, kind: string): Record<string, unknown>[] {
  const lines = (texts.get(kind) ?? '').split('\n').filter((line) => line.startsWith(`{"type":"${kind}"`));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

for (const request of [
  { format: 'ndjson' },
  { format: 'csv' },
  { format: 'csv', language: 'ko', classId: 2 },
  { format: 'ndjson', classId: 1 },
] as const)
  test(`gives the same text as SQLite: ${JSON.stringify(request)}`, 'language' in request ? {} : LONG_RUN, async () => {
    const [sqlite, postgres] = [await busyYear(SQLITE_ENGINE), await busyYear(POSTGRES_ENGINE)];
    const [expected, found] = [await exported(sqlite.store, request), await exported(postgres.store, request)];
    expect(expected.texts.get('calls')?.length).toBeGreaterThan(5000);
    expect(found).toEqual(expected);
  });

test('gives no name where pseudonyms are asked for', LONG_RUN, async () => {
  const { store } = await busyYear(POSTGRES_ENGINE);
  const { texts } = await exported(store, { withNames: false });
  expect(rowsOf(texts, 'students').map(({ name }) => name)).toEqual(
    Array(4).fill(expect.stringMatching(/^[0-9a-f]{32}$/)),
  );
});

test('reads more rows than one statement does, each once and in the order of their ids', LONG_RUN, async () => {
  const { store, database } = await busyYear(POSTGRES_ENGINE);
  await database.tamper(
    `INSERT INTO audit (at, actor, action, subject, before, after)
     SELECT n, 'owner', 'class.update', 'class 1', '{}', '{}' FROM generate_series(1, 45001) AS n`,
  );
  await database.tamper(
    `INSERT INTO carry_overs (scope, scope_id, period, window_start, amount, worth, used)
     SELECT 'student', n % 3 + 1, 'day', n / 3, 0, 0, 0 FROM generate_series(1, 1201) AS n`,
  );
  const { rows, texts } = await exported(store);
  const ids = rowsOf(texts, 'audit').map(({ id }) => Number(id));
  expect(ids.length).toBeGreaterThan(45_001);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  expect(rowsOf(texts, 'carry_overs')).toHaveLength(1201);
  expect(EXPORT_KINDS.reduce((sum, kind) => sum + rowsOf(texts, kind).length, 0)).toBe(rows);
});

test('has the calls that had ended when it was started, and none that ended or came meanwhile', async () => {
  const { store, place, settle, call, student } = await openTestLedger(POSTGRES_ENGINE);
  await student(null);
  await call();
  const open = await place();
  await call();
  const running = await store.exports.start(ALL, CHANGE);
  await settle(open);
  await call();
  await store.journal.raiseIncident('backup_failed', 'meanwhile', CHANGE.now);
  const pieces: string[] = [];
  for await (const { text } of running.pieces) pieces.push(Buffer.from(text).toString());
  const lines = pieces.join('').trimEnd().split('\n');
  expect(lines.filter((line) => line.startsWith('{"type":"calls"'))).toHaveLength(2);
  expect(lines.some((line) => line.includes(`"id":${open},`))).toBe(false);
  expect(lines.length - 2).toBe(running.rows);
  expect((await exported(store)).texts.get('calls')?.split('"type":"calls"')).toHaveLength(5);
});

test('has each call that had ended once, while hundreds are placed and settled', async () => {
  const { store, place, settle, call, student } = await openTestLedger(POSTGRES_ENGINE);
  await student(null);
  const ended = new Set(await Promise.all(Array.from({ length: 1200 }, () => call())));
  const open = await Promise.all(Array.from({ length: 60 }, () => place()));
  const starting = store.exports.start(ALL, CHANGE);
  // Some of them end before the export has looked, others meanwhile.
  const settling = open.map(async (id, n) => {
    await new Promise((resolve) => setTimeout(resolve, 5 * n));
    await settle(id);
    await call();
  });
  const running = await starting;
  const found: number[] = [];
  let text = '';
  for await (const piece of running.pieces) text += Buffer.from(piece.text).toString();
  await Promise.all(settling);
  const lines = text.trimEnd().split('\n');
  for (const line of lines.filter((each) => each.startsWith('{"type":"calls"')))
    found.push((JSON.parse(line) as { id: number }).id);
  expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
  expect([...ended].filter((id) => !found.includes(id))).toEqual([]);
  expect(lines.length - 2).toBe(running.rows);
});

test(
  'keeps no transaction and no snapshot while nobody reads, and goes on when its connection was ended',
  LONG_RUN,
  async () => {
    const { store, database } = await busyYear(POSTGRES_ENGINE);
    await database.tamper(
      `INSERT INTO audit (at, actor, action, subject, before, after)
     SELECT n, 'owner', 'class.update', 'class 1', '{}', '{}' FROM generate_series(1, 5000) AS n`,
    );
    const running = await store.exports.start(ALL, CHANGE);
    onTestFinished(() => running.close());
    const pieces = running.pieces[Symbol.asyncIterator]();
    await pieces.next();
    const sessions = await withClient(database.url, async (client) => {
      const { rows } = await client.query(
        `SELECT pid, state, backend_xmin FROM pg_stat_activity
       WHERE application_name LIKE 'jigap reader%export' AND datname = current_database()`,
      );
      await client.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      return rows;
    });
    expect(sessions).toEqual([{ pid: expect.any(Number), state: 'idle', backend_xmin: null }]);
    let end = '';
    for (;;) {
      const { value, done } = await pieces.next();
      if (done === true) break;
      end = Buffer.from(value.text).toString();
    }
    expect(JSON.parse(end)).toMatchObject({ type: 'end', counts: { calls: BUSY_CALLS } });
  },
);

test('is one at a time, and leaves room for the next when it is closed or could not begin', LONG_RUN, async () => {
  const { store, database } = await busyYear(POSTGRES_ENGINE);
  const running = await store.exports.start(ALL, CHANGE);
  await expect(store.exports.start(ALL, CHANGE)).rejects.toThrow(ExportRunningError);
  await running.close();
  await running.close();
  await expect(async () => {
    for await (const _piece of running.pieces);
  }).rejects.toThrow('the export was stopped');
  await database.tamper('ALTER TABLE carry_overs RENAME TO away');
  await expect(store.exports.start(ALL, CHANGE)).rejects.toThrow('the export failed');
  await database.tamper('ALTER TABLE away RENAME TO carry_overs');
  expect((await exported(store)).texts.has('end')).toBe(true);
});

test('says that it failed when the database is gone in the middle', async () => {
  const { store, database } = await busyYear(POSTGRES_ENGINE);
  const running = await store.exports.start(ALL, CHANGE);
  await database.tamper('ALTER TABLE incidents RENAME TO away');
  await expect(async () => {
    for await (const _piece of running.pieces);
  }).rejects.toThrow(/^the export failed: the database failed: .*incidents/);
  await database.tamper('ALTER TABLE away RENAME TO incidents');
});
