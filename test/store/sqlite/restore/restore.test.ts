import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hashSecret } from '../../../../src/access/api-tokens.ts';
import { StorageError } from '../../../../src/store/errors.ts';
import { readMigrations } from '../../../../src/store/migrations.ts';
import { RestoreError, type RestoreErrorReason } from '../../../../src/store/restore.ts';
import { openDatabase } from '../../../../src/store/sqlite/engine/database.ts';
import { RESTORED_TABLES } from '../../../../src/store/sqlite/restore/carry-over.ts';
import { MIGRATIONS } from '../../../support/migrated-database.ts';
import { CENT, change, RestoredServer } from './restore-fixture.ts';

function newServer(): RestoredServer {
  const server = new RestoredServer();
  onTestFinished(() => server.stop());
  return server;
}

const refusal = (act: () => unknown): RestoreErrorReason | null => {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof RestoreError) return error.reason;
    throw error;
  }
};

describe('a restore over a database that can be read', () => {
  test('puts the backup in place and carries over every later call, refund, incident and entry of the audit', async () => {
    const server = newServer();
    const kim = await server.student('김지우');
    await server.call(kim, 3 * CENT);
    const file = await server.backup();
    const later = await server.call(kim, 5 * CENT, 'uncertain');
    await server.store.access.updateStudent(kim, { note: 'changed since' }, {}, change(server.now));
    const [{ id: incidentId }] = server.rows('SELECT id FROM incidents') as [{ id: number }];
    await server.store.journal.refund(incidentId, 2 * CENT, change(server.now));
    const open = await server.place(kim, 7 * CENT);
    await server.stop();

    const restore = server.restore(file);
    expect(restore.backup).toMatchObject({ students: 1, calls: 1, problems: [] });
    expect(restore.current).toMatchObject({
      state: 'readable',
      later: { calls: 2, cost: 10 * CENT, students: 0, classes: 0, tokens: 0, revokedTokens: 0 },
    });
    const result = await restore.apply();
    expect(result).toMatchObject({ carriedCalls: 2, carriedCost: 10 * CENT });

    expect(await server.start()).toBe(0);
    expect(await server.problems()).toEqual([]);
    expect(await server.spent('wallet', 0)).toEqual([13 * CENT]);
    expect(await server.spent('student', kim)).toEqual([13 * CENT]);
    expect(server.rows('SELECT id, outcome FROM usage_records ORDER BY id').slice(1)).toEqual([
      { id: later, outcome: 'ok' },
      { id: open, outcome: 'crash' },
    ]);
    expect(await server.incidents('crash')).toHaveLength(1);
    expect(await server.incidents('database_restored')).toEqual([
      expect.stringContaining('2 later calls of 0.1 USD were carried over'),
    ]);
    expect((await server.store.access.getStudent(kim))?.note).toBeNull();
    const actions = (await server.store.journal.listAudit({ after: null, limit: 50 })).rows.map(({ action }) => action);
    expect(actions.slice(0, 3)).toEqual(['database.restore', 'incident.refund', 'student.update']);
    // What was replaced is there, private, and whole.
    const { replaced } = result;
    expect(replaced).toMatch(/jigap\.db\.replaced-\d{8}T\d{9}Z$/);
    if (process.platform !== 'win32') expect(statSync(String(replaced)).mode & 0o777).toBe(0o600);
    const old = new Database(String(replaced), { readonly: true });
    expect(old.prepare('SELECT count(*) AS n FROM usage_records').get()).toEqual({ n: 3 });
    old.close();
    const left = readdirSync(server.folder).filter((name) => /restoring/.test(name));
    expect(left).toEqual([]);
  });

  test('leaves no budget with money that was spent after the backup', async () => {
    const server = newServer();
    const kim = await server.student('김지우');
    const file = await server.backup();
    // The week's dollar, to the cent.
    await server.call(kim, 100 * CENT);
    expect(await server.place(kim)).toBeNull();
    await server.stop();
    await server.restore(file).apply();
    await server.start();
    expect(await server.place(kim)).toBeNull();
    expect(await server.spent('student', kim)).toEqual([100 * CENT]);
  });

  test('settles a call once that was open in the backup and ended since', async () => {
    const server = newServer();
    const kim = await server.student('김지우');
    const hold = Number(await server.place(kim, 9 * CENT));
    const stillOpen = await server.place(kim, 2 * CENT);
    const file = await server.backup();
    await server.settle(hold, 4 * CENT);
    await server.stop();
    await server.restore(file).apply();
    await server.start();
    expect(await server.problems()).toEqual([]);
    expect(server.rows('SELECT id, cost, outcome FROM usage_records ORDER BY id')).toEqual([
      { id: hold, cost: 4 * CENT, outcome: 'ok' },
      { id: stillOpen, cost: 2 * CENT, outcome: 'crash' },
    ]);
    expect(server.rows('SELECT * FROM holds')).toEqual([]);
  });

  test('keeps closed what was revoked, suspended, replaced or withdrawn since', async () => {
    const server = newServer();
    const [kim, lee, park] = [
      await server.student('김지우'),
      await server.student('이서준'),
      await server.student('박하은'),
    ];
    const { access, journal } = server.store;
    await journal.setOwnerTokenHash('the old owner token', change(server.now));
    const made = await access.createClass(
      { name: '자료구조', timeZone: 'Asia/Seoul', language: 'ko', startsOn: null, endsOn: null, allowedModels: null },
      {},
      change(server.now),
    );
    const file = await server.backup();
    await access.revokeToken(kim, change(server.now));
    await access.updateStudent(lee, { suspended: true }, {}, change(server.now));
    await access.deleteStudent(park, change(server.now));
    await journal.replaceOwnerTokenHash('the old owner token', 'the new owner token', change(server.now));
    const [{ join_code: before }] = server.rows('SELECT join_code FROM classes') as [{ join_code: string }];
    const renewed = await access.renewJoinCode(made.id, change(server.now));
    await server.stop();

    const restore = server.restore(file);
    expect(restore.current).toMatchObject({ later: { revokedTokens: 2 } });
    await restore.apply();
    await server.start();
    const find = (id: number) => server.store.access.findCaller(hashSecret(`token of ${id}`));
    expect((await find(kim))?.token.revokedAt).toBeLessThanOrEqual(server.now);
    expect((await find(lee))?.student.suspendedAt).not.toBeNull();
    expect((await find(park))?.token.revokedAt).toBeLessThanOrEqual(server.now);
    expect(await server.store.journal.ownerTokenHash()).toBe('the new owner token');
    expect(renewed.joinCode).not.toBe(before);
    expect(server.rows('SELECT join_code FROM classes')).toEqual([{ join_code: renewed.joinCode }]);
  });

  test('removes students, classes and tokens of after the backup, keeps their calls, and gives nobody their ids', async () => {
    const server = newServer();
    await server.student('김지우');
    const file = await server.backup();
    const lee = await server.student('이서준');
    await server.call(lee, 6 * CENT);
    await server.stop();
    const restore = server.restore(file);
    expect(restore.current).toMatchObject({ later: { students: 1, tokens: 1, calls: 1 } });
    await restore.apply();
    await server.start();
    expect(await server.store.access.getStudent(lee)).toBeNull();
    expect(
      (await server.store.access.findCaller(hashSecret(`token of ${lee}`)))?.token.revokedAt ?? 0,
    ).toBeLessThanOrEqual(server.now);
    expect(await server.spent('wallet', 0)).toEqual([6 * CENT]);
    expect(await server.student('박하은')).toBe(lee + 1);
    expect(await server.problems()).toEqual([]);
  });

  test('brings back no name that was forgotten since, not even in the audit', async () => {
    const server = newServer();
    const kim = await server.student('김지우');
    const file = await server.backup();
    await server.store.access.deleteStudent(kim, change(server.now));
    const selection = { studentId: kim } as const;
    await server.store.forgetting.forget({ selection, limit: 10, language: 'ko' }, change(server.now));
    await server.stop();
    await server.restore(file).apply();
    await server.start();
    expect(JSON.stringify([server.rows('SELECT * FROM students'), server.rows('SELECT * FROM audit')])).not.toContain(
      '김지우',
    );
    expect(readFileSync(server.path).includes('김지우')).toBe(false);
  });

  test('counts what was spent of a top-up since, and gives one of after the backup to nobody', async () => {
    const server = newServer();
    const kim = await server.student('김지우');
    await server.call(kim, 100 * CENT);
    const topUp = {
      scope: 'student',
      scopeId: kim,
      amount: 50 * CENT,
      endsAt: server.now + 86_400_000,
      reason: null,
    } as const;
    await server.store.ledger.createTopUp(topUp, change(server.now));
    await server.call(kim, 10 * CENT);
    const file = await server.backup();
    await server.call(kim, 30 * CENT);
    await server.store.ledger.createTopUp({ ...topUp, amount: 70 * CENT }, change(server.now));
    await server.stop();
    await server.restore(file).apply();
    await server.start();
    expect(server.rows("SELECT scope_id, spent, held FROM balances WHERE scope = 'top-up' ORDER BY 1")).toEqual([
      { scope_id: 1, spent: 40 * CENT, held: 0 },
      { scope_id: 2, spent: 0, held: 0 },
    ]);
    expect(await server.place(kim, 11 * CENT)).toBeNull();
    expect(await server.place(kim, 10 * CENT)).not.toBeNull();
    expect(await server.problems()).toEqual([]);
  });

  test('may be done twice, and adds nothing the second time', async () => {
    const server = newServer();
    const kim = await server.student('김지우');
    const file = await server.backup();
    await server.call(kim, 5 * CENT);
    await server.stop();
    await server.restore(file).apply();
    await server.start();
    await server.call(kim, CENT);
    await server.stop();
    const again = server.restore(file);
    expect(again.current).toMatchObject({ state: 'readable', later: { calls: 2, cost: 6 * CENT } });
    await again.apply();
    await server.start();
    expect(await server.spent('wallet', 0)).toEqual([6 * CENT]);
    expect(await server.problems()).toEqual([]);
    expect(readdirSync(server.folder).filter((name) => name.includes('.replaced-'))).toHaveLength(2);
  });

  test('changes nothing when it is cancelled', async () => {
    const server = newServer();
    const kim = await server.student('김지우');
    const file = await server.backup();
    await server.place(kim);
    await server.stop();
    const before = readdirSync(server.folder);
    server.restore(file).cancel();
    expect(readdirSync(server.folder)).toEqual(before);
    expect(await server.start()).toBe(1);
  });
});

describe('a restore without the calls of after the backup', () => {
  test.each([
    ['none', (path: string) => rmSync(path)],
    ['unusable', (path: string) => truncateSync(path, 8192)],
    ['unusable', (path: string) => writeFileSync(path, 'no database at all')],
  ] as const)(
    'expires the open calls of the backup and says from when to when records are missing: %s',
    async (state, spoil) => {
      const server = newServer();
      const kim = await server.student('김지우');
      await server.place(kim, 4 * CENT);
      const file = await server.backup();
      const backedUpAt = server.now;
      await server.call(kim, 5 * CENT);
      await server.stop();
      spoil(server.path);
      const restore = server.restore(file);
      expect(restore.current.state).toBe(state);
      const { replaced, carriedCalls } = await restore.apply();
      expect([replaced === null, carriedCalls]).toEqual([state === 'none', 0]);
      expect(await server.start()).toBe(1);
      expect(await server.problems()).toEqual([]);
      expect(await server.spent('wallet', 0)).toEqual([4 * CENT]);
      const [detail] = await server.incidents('database_restored');
      expect(detail).toContain(new Date(backedUpAt).toISOString());
      expect(detail).toContain(new Date(server.now).toISOString());
      expect(detail).toContain('are not in the books');
    },
  );

  test('carries over nothing from the database of another installation', async () => {
    const [server, other] = [newServer(), newServer()];
    for (const [each, at] of [
      [server, 1],
      [other, 2],
    ] as const) {
      await each.store.journal.noteStart(at);
      const kim = await each.student('김지우');
      await each.call(kim, at * CENT);
    }
    const file = await server.backup();
    await other.stop();
    const restore = other.restore(file);
    expect(restore.current).toEqual({ state: 'unusable', why: 'other_installation' });
    await restore.apply();
    await other.start();
    expect(await other.spent('wallet', 0)).toEqual([CENT]);
  });
});

describe('a restore refuses', () => {
  const stopped = async () => {
    const server = newServer();
    await server.student('김지우');
    const file = await server.backup();
    await server.stop();
    const before = readFileSync(server.path);
    onTestFinished(() => {
      expect(readFileSync(server.path).equals(before)).toBe(true);
      expect(readdirSync(server.folder).filter((name) => /restoring|replaced/.test(name))).toEqual([]);
    });
    return { server, file };
  };

  test('while a server runs', async () => {
    const server = newServer();
    const file = await server.backup();
    expect(() => server.restore(file)).toThrow(StorageError);
    expect(() => server.restore(file)).toThrow(/another jigap is using/);
  });

  test('what is no file, or the database itself', async () => {
    const { server } = await stopped();
    expect(refusal(() => server.restore(join(server.folder, 'nothing.db')))).toBe('file_missing');
    expect(refusal(() => server.restore(server.folder))).toBe('file_missing');
    expect(refusal(() => server.restore(server.path))).toBe('file_in_use');
  });

  test.each<[string, RestoreErrorReason, (file: string) => void]>([
    ['a text', 'not_sqlite', (file) => writeFileSync(file, 'x'.repeat(100_000))],
    ['an empty file', 'not_sqlite', (file) => writeFileSync(file, '')],
    ['half a backup', 'damaged', (file) => truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096)],
    [
      "somebody else's SQLite",
      'not_jigap',
      (file) => {
        rmSync(file);
        const sqlite = new Database(file);
        sqlite.exec("CREATE TABLE photos (name TEXT); INSERT INTO photos VALUES ('sea')");
        sqlite.close();
      },
    ],
    ['a backup of a newer jigap', 'newer', sql("INSERT INTO migrations VALUES ('9999_future.sql', 'x')")],
    ['a backup with another history', 'not_jigap', sql("UPDATE migrations SET hash = 'x' WHERE name LIKE '0002%'")],
    [
      'a backup with a trigger of somebody',
      'other_schema',
      sql('CREATE TRIGGER gift AFTER INSERT ON usage_records BEGIN UPDATE balances SET spent = 0; END'),
    ],
    ['a backup that lacks an index', 'other_schema', sql('DROP INDEX students_by_class')],
    [
      'a backup with a call of nobody',
      'damaged',
      sql("INSERT INTO api_tokens (student_id, hash, prefix, created_at) VALUES (99, 'h99', 'p', 1)"),
    ],
  ])('%s', async (_name, reason, spoil) => {
    const { server, file } = await stopped();
    spoil(file);
    expect(refusal(() => server.restore(file))).toBe(reason);
  });
});

function sql(text: string): (file: string) => void {
  return (file) => {
    const sqlite = new Database(file);
    sqlite.pragma('foreign_keys = OFF');
    sqlite.exec(text);
    sqlite.close();
  };
}

test('a restore brings a backup of an older jigap up to date', async () => {
  const server = newServer();
  await server.stop();
  const file = join(server.folder, 'old.db');
  const old = openDatabase(file, readMigrations(MIGRATIONS).slice(0, 9));
  old.sqlite.exec(
    "INSERT INTO students (name, created_at, rules_since, records_since) VALUES ('김지우', 1, 1, 1); INSERT INTO settings VALUES ('x', 'y')",
  );
  old.close();
  rmSync(server.path);
  const before = readFileSync(file);
  const restore = server.restore(file);
  expect(restore.backup).toMatchObject({ students: 1, problems: [] });
  await restore.apply();
  await server.start();
  expect((await server.store.access.getStudent(1))?.name).toBe('김지우');
  expect(await server.problems()).toEqual([]);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a restore knows what to do with every table', async () => {
  const server = newServer();
  const tables = server.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  const names = (tables as { name: string }[]).map(({ name }) => name);
  expect(Object.keys(RESTORED_TABLES).sort()).toEqual(names.sort());
  expect(existsSync(server.path)).toBe(true);
});
