import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { OWNER } from '../../src/admin/actor.ts';
import { exportFile } from '../../src/admin/export/export-file.ts';
import { EXPORT_KINDS } from '../../src/store/export-store.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { errorAnswer, OWNER_TOKEN, recordCall, startApi, type TestApi } from './api-fixture.ts';

const HEADERS = { authorization: `Bearer ${OWNER_TOKEN}` };
/** The copy that an export reads is made first: a busy machine takes longer for it than `poll` waits. */
const PATIENCE = { timeout: 120_000 };
const FORMULA = '=HYPERLINK("http://evil.example")';

async function withTwoClasses(): Promise<TestApi> {
  const api = await startApi();
  const { call } = api;
  await call('POST', '/api/classes', { name: '자료구조', budgets: [{ period: 'month', limit_usd: 3 }] });
  await call('POST', '/api/classes', { name: 'Algorithms' });
  await call('POST', '/api/students', { name: '김지우', class_id: 1, email: 'kim@school.example', note: 'a note' });
  await call('POST', '/api/students', { name: FORMULA, class_id: 2 });
  await call('POST', '/api/students/1/tokens', { label: 'laptop' });
  await call('POST', '/api/students/2/tokens', {});
  await recordCall(api, { studentId: 1, tokenId: 1, cost: 1_000, outcome: 'abandoned', incident: 'uncertain' });
  await recordCall(api, { studentId: 2, tokenId: 2, cost: 2_500 });
  await call('POST', '/api/incidents/1/refund', { amount_usd: 0.0000004 });
  return api;
}

interface Line {
  readonly type: string;
  readonly [field: string]: unknown;
}

async function lines({ address }: TestApi, query = ''): Promise<Line[]> {
  const response = await fetch(`${address}/api/export${query}`, { headers: HEADERS });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  const text = await response.text();
  const all = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  expect(Number(response.headers.get('x-export-rows'))).toBe(all.length - 2);
  return all;
}

const ofType = (all: readonly Line[], type: string) => all.filter((line) => line.type === type);

/** By the machine's own reader of ZIP files. */
function unzip(bytes: Buffer): Record<string, string> {
  const folder = tempFolderForThisTest();
  const zip = join(folder, 'x.zip');
  writeFileSync(zip, bytes);
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, join(folder, 'out')]);
  const names = readdirSync(join(folder, 'out'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, 'out', name), 'utf8')]));
}

test('NDJSON has every row of one instant between a first line and one that counts them', async () => {
  const api = await withTwoClasses();
  const all = await lines(api);
  expect(all[0]).toEqual({
    ...{ type: 'export', version: 1, made_at: new Date(api.clock.now()).toISOString() },
    ...{ class_id: null, names: true },
  });
  const { counts } = all.at(-1) as unknown as { counts: Record<string, number> };
  expect(all.at(-1)?.type).toBe('end');
  expect(Object.keys(counts)).toEqual([...EXPORT_KINDS]);
  for (const kind of EXPORT_KINDS) expect(ofType(all, kind), kind).toHaveLength(counts[kind] ?? -1);
  expect(counts).toMatchObject({ classes: 2, students: 2, budgets: 1, tokens: 2, calls: 2, refunds: 1, incidents: 1 });
  expect(ofType(all, 'students')[0]).toMatchObject({ id: 1, class_id: 1, name: '김지우', email: 'kim@school.example' });
  expect(ofType(all, 'calls')).toMatchObject([
    { student_id: 1, class_id: 1, cost_usd: 0.000001, refunded_usd: 4e-7, outcome: 'abandoned' },
    { student_id: 2, class_id: 2, cost_usd: 0.0000025, refunded_usd: 0, outcome: 'ok' },
  ]);
  expect(ofType(all, 'budgets')).toMatchObject([{ scope: 'class', scope_id: 1, period: 'month', limit_usd: 3 }]);
  expect(ofType(all, 'audit').at(-1)).toMatchObject({ action: 'export.create', subject: 'owner', actor: 'owner' });
});

test('an export of a class has nothing of another one', async () => {
  const api = await withTwoClasses();
  const all = await lines(api, '?class_id=1');
  expect(ofType(all, 'classes').map(({ name }) => name)).toEqual(['자료구조']);
  expect(ofType(all, 'calls').map(({ class_id }) => class_id)).toEqual([1]);
  expect(ofType(all, 'tokens').map(({ student_id }) => student_id)).toEqual([1]);
  expect([ofType(all, 'refunds').length, ofType(all, 'incidents').length]).toEqual([1, 1]);
  expect(JSON.stringify(all)).not.toContain('evil.example');
  expect(await api.call('GET', '/api/export?class_id=99')).toMatchObject(errorAnswer(404, 'not_found', 'class_id'));
});

test('an export has the settings of a class, its requests for money and what was changed in its budgets', async () => {
  const api = await withTwoClasses();
  const settings = {
    ...{ owner_title: '교수님', rules: 'Be kind.', instructions: 'Give hints.', allowed_models: ['gpt-3.5-turbo'] },
    ...{ requests_per_minute: 60, student_calls_in_flight: 1, takes_money_requests: true, opening: 'lessons' },
    ...{ falls_back: true, shares_answers: false, uses_flex: true },
    weekly_hours: [{ weekday: 'mon', from: '10:00', to: '10:50' }],
  };
  await api.call('PATCH', '/api/classes/1', settings);
  await api.call('POST', '/api/classes/1/pause', {});
  const change = { actor: 'student 1', now: api.clock.now() };
  await api.store.moneyRequests.ask(1, { amount: 500_000_000, reason: 'for the report' }, change);
  await api.call('POST', '/api/money-requests/1/grant', { amount_usd: 0.25, word: 'Good luck.' });
  const kept = { scope: 'student', scope_id: 1, period: 'week', limit_usd: 1, carry_over: true };
  const gone = { scope: 'class', scope_id: 1, period: 'day', limit_usd: 1 };
  const other = { scope: 'student', scope_id: 2, period: 'day', limit_usd: 1 };
  const ids: number[] = [];
  for (const budget of [kept, gone, other]) ids.push((await api.call('PUT', '/api/budgets', budget)).body.id);
  await api.call('DELETE', `/api/budgets/${ids[1]}`);
  const all = await lines(api, '?class_id=1');
  const at = new Date(api.clock.now()).toISOString();
  expect(ofType(all, 'classes')).toMatchObject([{ ...settings, id: 1, paused_at: at, lesson_sessions: [] }]);
  expect(ofType(all, 'budgets')).toContainEqual(expect.objectContaining({ id: ids[0], carry_over_since: at }));
  expect(ofType(all, 'money_requests')).toMatchObject([
    { student_id: 1, amount_usd: 0.5, reason: 'for the report', state: 'granted', word: 'Good luck.', top_up_id: 1 },
  ]);
  const budgetEntries = ofType(all, 'audit').filter(({ subject }) => String(subject).startsWith('budget'));
  expect(budgetEntries.map(({ action, subject }) => `${action} ${subject}`).slice(-3)).toEqual([
    ...[`budget.set budget ${ids[0]}`, `budget.set budget ${ids[1]}`, `budget.delete budget ${ids[1]}`],
  ]);
  const ofOneClass = ofType(all, 'audit').filter(({ subject }) => subject === 'class 1');
  expect(ofOneClass.map(({ action }) => action)).toEqual([
    ...['class.create', 'class.update', 'class.pause', 'export.create'],
  ]);
  const unnamed = JSON.stringify(await lines(api, '?names=no'));
  for (const word of ['for the report', 'Good luck']) expect(unnamed).not.toContain(word);
});

test('an export without names has none, nor a word that somebody wrote about a student', async () => {
  const api = await withTwoClasses();
  const text = JSON.stringify(await lines(api, '?names=no'));
  for (const word of ['김지우', 'kim@school', 'a note', 'laptop', 'evil.example']) expect(text).not.toContain(word);
  expect(text).toMatch(/"type":"students","id":1,"class_id":1,"name":"[0-9a-f]{32}"/);
});

test('no export has the hash of a token, a session or a secret of the installation', async () => {
  const api = await withTwoClasses();
  const text = JSON.stringify(await lines(api));
  expect(text).not.toMatch(/hash|secret|jgp_[\w-]{12,}/);
});

test.each([
  ['en', 'name', 'made_at'],
  ['ko', '이름', '시점'],
])('a CSV export is a ZIP that every program reads, with heads in %s and no formula', async (language, name, at) => {
  const api = await withTwoClasses();
  const response = await fetch(`${api.address}/api/export?format=csv&language=${language}`, { headers: HEADERS });
  expect(response.headers.get('content-type')).toBe('application/zip');
  const files = unzip(Buffer.from(await response.arrayBuffer()));
  expect(Object.keys(files).sort()).toEqual([...EXPORT_KINDS.map((kind) => `${kind}.csv`), 'counts.csv'].sort());
  const read = (file: string) => parse(files[file] ?? '', { bom: true, columns: true }) as Record<string, string>[];
  expect(files['students.csv']?.startsWith('\ufeff')).toBe(true);
  expect(read('students.csv').map((row) => row[name])).toEqual(['김지우', `'${FORMULA}`]);
  const counts = read('counts.csv');
  expect(counts).toHaveLength(EXPORT_KINDS.length);
  expect(counts[0]?.[at]).toBe(new Date(api.clock.now()).toISOString());
});

test('a download that is given up before or after its first byte ends the export', async () => {
  const { store, clock } = await startApi();
  for (const format of ['ndjson', 'csv'] as const) {
    for (const readsOne of [false, true]) {
      const options = { format, classId: null, withNames: true, language: 'en' } as const;
      const { content } = await exportFile(options, OWNER, { store, now: clock.now });
      if (readsOne) await once(content, 'readable');
      content.destroy();
      await expect.poll(() => readdirSync(store.backups.folder), PATIENCE).toEqual([]);
      await expect
        .poll(
          async () => (await store.exports.start({ ...options, at: 0 }, { actor: 'owner', now: 0 })).close(),
          PATIENCE,
        )
        .toBeUndefined();
    }
  }
});

test('a student who called in a class and is in another one now is in its export', async () => {
  const api = await withTwoClasses();
  await api.call('PATCH', '/api/students/1', { class_id: 2 });
  const all = await lines(api, '?class_id=1');
  expect(ofType(all, 'students').map(({ id }) => id)).toEqual([1]);
  expect(ofType(all, 'tokens').map(({ id }) => id)).toEqual([1]);
});

test('one export runs at a time, and one that is given up leaves nothing and lets the next one begin', async () => {
  const { store, clock } = await startApi();
  const request = { format: 'ndjson', classId: null, withNames: true, language: 'en', at: clock.now() } as const;
  const change = { actor: 'owner', now: clock.now() };
  const first = await store.exports.start(request, change);
  await expect(store.exports.start(request, change)).rejects.toMatchObject({ name: 'ExportRunningError' });
  await first.close();
  expect(readdirSync(store.backups.folder)).toEqual([]);
  const second = await store.exports.start(request, change);
  let text = '';
  for await (const piece of second.pieces) text += Buffer.from(piece.text).toString();
  expect(text.trimEnd().split('\n').at(-1)).toContain('"type":"end"');
  expect(readdirSync(store.backups.folder)).toEqual([]);
});
