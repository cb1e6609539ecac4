import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type Script, usageOf } from '../../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { OWNER, openStore } from './open-store.ts';
import { SMALL_DISKS, type SmallDisk } from './small-disk.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 100 };

/** All of it comes within a second or two; a machine that stands still for five has not failed. */
const PATIENCE_MS = 15_000;

/** Stands still before its end until the test opens the gate. */
const heldBack: Script = async (_call, act) => {
  await act.event({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [] });
  await act.gate('end');
  await act.usageChunk(usageOf(10, 5));
  await act.done();
};

let app: RunningApp;
let disk: SmallDisk | null = null;

afterEach(async () => {
  disk?.makeRoom();
  try {
    await app.stop();
  } finally {
    disk?.release();
    disk = null;
  }
});

const readiness = async () => {
  const response = await fetch(`${app.url}/readyz`);
  return { status: response.status, said: ((await response.json()) as { status: string }).status };
};
const outcomes = async () => {
  const { json } = await app.api('GET', '/api/requests');
  return json.data.map((record: { outcome: string; cost_usd: number }) => [record.outcome, record.cost_usd]);
};

for (const [nth, [name, make]] of Object.entries(SMALL_DISKS).entries())
  describe(name, nth === 0 ? {} : LONG_RUN, () => {
    test('refuses new holds, loses no settlement, and recovers when there is room', async () => {
      disk = make();
      if (disk === null) console.warn(`NOT TESTED on this machine: ${name}`);
      const folder = disk?.folder ?? tempFolderForThisTest();
      app = await startApp({ databasePath: join(folder, 'jigap.db') });
      if (disk === null) return;
      const { token, student } = await app.newStudent();
      expect(await readiness()).toMatchObject({ status: 200 });

      app.upstream.next(heldBack);
      const client = await connectRaw(app.url);
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      await client.request({ path: '/v1/chat/completions', headers, body: JSON.stringify({ ...CHAT, stream: true }) });
      await app.upstream.waitsAt('end');

      disk.fill();
      const refused = await app.chat(token, CHAT);
      expect([refused.status, JSON.parse(refused.body.toString()).error.code]).toEqual([503, 'ledger_unavailable']);
      expect(app.upstream.calls).toHaveLength(1);
      await vi.waitFor(async () => {
        expect(await readiness()).toEqual({ status: 503, said: 'the ledger cannot be written' });
      }, PATIENCE_MS);

      app.upstream.open('end');
      await client.until('[DONE]');
      await vi.waitFor(() => expect(app.logLines.join('')).toContain('"requestId":"hold '), PATIENCE_MS);
      expect(await outcomes()).toEqual([]);

      disk.makeRoom();
      await vi.waitFor(async () => expect(await outcomes()).toEqual([['ok', 0.0000125]]), PATIENCE_MS);
      expect((await app.chat(token, CHAT)).status).toBe(200);
      const { json } = await app.api('GET', `/api/students/${student.id}`);
      expect(json.budgets[0]).toMatchObject({ spent_usd: 0.000025, held_usd: 0 });
      await vi.waitFor(async () => expect(await readiness()).toMatchObject({ status: 200 }), PATIENCE_MS);
    });
  });

// Needs neither root nor Linux: SQLite itself is told that the disk ends here.
test('a hold that finds no room on the disk leaves nothing behind', async () => {
  app = await startApp();
  const opened = vi.spyOn(Database.prototype, 'pragma');
  const store = openStore({ path: join(tempFolderForThisTest(), 'jigap.db') });
  const contexts = opened.mock.contexts as Database.Database[];
  const sqlite = contexts.findLast((one) => one.name.endsWith('jigap.db'));
  vi.restoreAllMocks();
  const who = { name: 'A student', classId: null, email: null, suspended: false };
  const { id } = await store.access.createStudent(who, {}, OWNER);
  const place = (model: string) =>
    store.ledger.placeHold({
      ...{
        studentId: id,
        tokenId: 1,
        endpoint: 'chat',
        model,
        servedModel: 'm',
        modelId: 'm',
        provider: 'openai',
        priceVersion: 'v',
        now: OWNER.now,
      },
      estimate: { inputTokensBound: 1, candidates: 1, inputPico: 1_000_000, picoPerCapToken: 1000 },
      ...{ cap: 10, lowestCap: 10 },
    });
  const held = async () => (await store.ledger.balancesOf('student', id, OWNER.now))[0]?.held;
  await place('small');
  const before = await held();

  sqlite?.pragma(`max_page_count = ${sqlite.pragma('page_count', { simple: true })}`);
  const tooLarge = 'x'.repeat(100_000);
  await expect(place(tooLarge)).rejects.toThrow('the database failed: database or disk is full (SQLITE_FULL)');
  expect(await held()).toBe(before);
  sqlite?.pragma('max_page_count = 100000');
  expect(await place(tooLarge)).toHaveProperty('hold');
  await store.close();
});
