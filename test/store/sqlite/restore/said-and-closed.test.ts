import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CENT, change, RestoredServer } from './restore-fixture.ts';

const MINUTE = 60_000;
const DAY_MS = 1440 * MINUTE;
const CLASS = {
  ...{ name: '자료구조', timeZone: 'Asia/Seoul', language: 'ko' as const },
  ...{ startsOn: null, endsOn: null, allowedModels: null },
} as const;

function newServer(): RestoredServer {
  const server = new RestoredServer();
  onTestFinished(() => server.stop());
  return server;
}

function edit(path: string, sql: string): void {
  const sqlite = new Database(path);
  sqlite.unsafeMode(true);
  sqlite.exec(sql);
  sqlite.close();
}

describe('a restore says nothing again that was said since', () => {
  test('neither an incident nor a budget that the backup had found and not said yet', async () => {
    const server = newServer();
    const [kim, lee] = [await server.student('김지우'), await server.student('이서준')];
    const { notices } = server.store;
    const say = async () => {
      server.now += MINUTE;
      await notices.findNotices(server.now);
    };
    await server.call(kim, 60 * CENT, 'uncertain');
    await say();
    // Gathered, because others were said just now.
    await server.call(lee, 60 * CENT, 'uncertain');
    await say();
    const waiting = server.rows(`SELECT 'incident' AS found FROM incidents WHERE notice_id IS NULL
      UNION ALL SELECT scope FROM budget_crossings WHERE notice_id IS NULL`);
    expect(waiting).toEqual([{ found: 'incident' }, { found: 'student' }]);
    const file = await server.backup();
    server.now += 20 * MINUTE;
    await say();
    const said = server.rows('SELECT kind FROM notices ORDER BY id');
    await server.stop();

    await server.restore(file).apply();
    await server.start();
    await server.store.notices.findNotices(server.now);
    const restored = server.rows("SELECT kind FROM notices WHERE facts NOT LIKE '%database_restored%' ORDER BY id");
    expect(restored).toEqual(said);
  });

  test('no message whose row has left the log of a channel since', async () => {
    const server = newServer();
    const channel = { kind: 'webhook', name: 'w', address: 'https://example.org/', secret: 'whsec_old' } as const;
    await server.store.noticeChannels.create(
      { ...channel, noticeKinds: null, language: 'ko', isOn: true },
      change(server.now),
    );
    await server.store.notices.addNotice(
      { facts: { kind: 'more', count: 1, since: 1 }, classId: null, onceKey: 'once' },
      server.now,
    );
    await server.store.deliveries.claimDue({ now: server.now, limit: 1, leaseMs: 1000 });
    const file = await server.backup();
    await server.stop();
    edit(server.path, 'DELETE FROM deliveries');
    await server.restore(file).apply();
    expect(server.rows('SELECT state FROM deliveries')).toEqual([{ state: 'failed' }]);
  });
});

describe('a restore keeps closed', () => {
  test('the secret of a webhook that was replaced since', async () => {
    const server = newServer();
    const channel = { kind: 'webhook', name: 'w', address: 'https://example.org/', secret: 'whsec_old' } as const;
    const { id } = await server.store.noticeChannels.create(
      { ...channel, noticeKinds: null, language: 'ko', isOn: true },
      change(server.now),
    );
    const file = await server.backup();
    await server.store.noticeChannels.replaceSecret(id, 'whsec_new', server.now, change(server.now));
    await server.stop();
    await server.restore(file).apply();
    expect(server.rows('SELECT secret, old_secret, old_until FROM notice_channels')).toEqual([
      { secret: 'whsec_new', old_secret: 'whsec_old', old_until: expect.any(Number) },
    ]);
  });

  test('what students of a class asked for that was archived since', async () => {
    const server = newServer();
    const { id: classId } = await server.store.access.createClass(CLASS, {}, change(server.now));
    const kim = await server.student('김지우', classId);
    await server.store.moneyRequests.ask(kim, { amount: CENT, reason: '과제' }, change(server.now));
    const file = await server.backup();
    await server.store.archive.archive(classId, change(server.now));
    await server.stop();
    await server.restore(file).apply();
    await server.start();
    expect(await server.store.moneyRequests.countOpen(server.now)).toBe(0);
  });

  test('the claim link of a student who was removed since', async () => {
    const server = newServer();
    const kim = await server.student('김지우');
    await server.store.claimLinks.create(
      {
        selection: { studentId: kim },
        newLink: () => ({ hash: 'a hash', expiresAt: server.now + DAY_MS }),
        newestId: 0,
      },
      change(server.now),
    );
    const file = await server.backup();
    await server.store.access.deleteStudent(kim, change(server.now));
    await server.stop();
    await server.restore(file).apply();
    await server.start();
    const token = { hash: 'another', prefix: 'jgp_x', label: null, expiresAt: null };
    expect(await server.store.claimLinks.claim('a hash', token, change(server.now))).toEqual({ refused: 'unknown' });
  });

  test('the join link of a class that was deleted since', async () => {
    const server = newServer();
    const { id: classId } = await server.store.access.createClass(CLASS, {}, change(server.now));
    const file = await server.backup();
    const [{ join_code: before }] = server.rows('SELECT join_code FROM classes') as [{ join_code: string }];
    await server.store.access.deleteClass(classId, change(server.now));
    await server.stop();
    await server.restore(file).apply();
    const [{ join_code: after }] = server.rows('SELECT join_code FROM classes') as [{ join_code: string }];
    expect(after).not.toBe(before);
    await server.start();
    expect(await server.store.access.getClass(classId)).toMatchObject({ joinCode: after });
  });
});

test('a restore brings back no name of a declined request that was forgotten since', async () => {
  const server = newServer();
  await server.stop();
  edit(
    server.path,
    `INSERT INTO audit (at, actor, action, subject, before, after)
     VALUES (1, 'owner', 'join-request.decline', 'join-request 1', '{"name":"박하은"}', '{"name":"박하은"}')`,
  );
  await server.start();
  const file = await server.backup();
  await server.store.forgetting.forgetJoinRequests(server.now, server.now);
  await server.stop();
  await server.restore(file).apply();
  expect(server.rows("SELECT before, after FROM audit WHERE subject = 'join-request 1'")).toEqual([
    { before: '{"name":"–"}', after: '{"name":"–"}' },
  ]);
  expect(readFileSync(server.path).includes('박하은')).toBe(false);
});

test('a restore refuses a trigger whose name only SQLite itself may give', async () => {
  const server = newServer();
  const file = await server.backup();
  await server.stop();
  edit(
    file,
    `PRAGMA writable_schema = ON;
     INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_gift', 'usage_records', 0,
       'CREATE TRIGGER sqlite_gift AFTER INSERT ON usage_records BEGIN UPDATE usage_records SET cost = 0; END');`,
  );
  expect(() => server.restore(file)).toThrow(/sqlite_gift/);
});
