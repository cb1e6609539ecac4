import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { supportBundleName } from '../../../src/admin/support-bundle.ts';
import { TestBrowser } from '../../pages/test-browser.ts';
import { makeMemoryFolder, writeMigratedDatabase } from '../../support/migrated-database.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { leaksIn } from './canaries.ts';

const CANARY = 'Canary-7Qz카나리아';
/** What a text looks like that holds one: an address, a name of a model, a path. */
const PARTS = { canary: 'Canary-7Qz', hangul: '카나리아', address: 'canary7qz@school.example' };

/** Settings whose values are secrets, addresses, paths or names. */
const SECRET_SETTINGS = {
  OPENAI_API_KEY: 'sk-proj-Canary-7Qz-key-0123456789abcdef',
  OPENAI_ADMIN_KEY: 'sk-admin-Canary-7Qz-0123456789abcdef',
  JIGAP_OWNER_TOKEN: 'jgo_Canary-7Qz-owner-token-0123456789',
  JIGAP_METRICS_TOKEN: 'Canary-7Qz-metrics-token-0123456789',
  JIGAP_PUBLIC_URL: 'https://canary-7qz.school.example',
  JIGAP_SMTP_URL: 'smtps://canary7qz:Canary-7Qz@mail.school.example',
  JIGAP_MAIL_FROM: 'Canary-7Qz <canary7qz@school.example>',
  JIGAP_CORS_ORIGINS: 'https://canary-7qz.school.example',
  JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo',
  JIGAP_MODEL_ALIASES: 'canary-7qz=gpt-3.5-turbo',
};

/** Columns that hold words of our own, ids or instants; anything else there would stop the server, not leak. */
const CLOSED =
  /^(?:migrations\.|settings\.|sqlite_)|\.(?:scope|period|state|status|kind|outcome|reason|problem|time_zone|language|day|month|join_mode|starts_on|ends_on|weekly_hours|price_version|endpoint|action|actor|balance_ids|address_kind|model|served_model)$/;

interface Column {
  readonly table: string;
  readonly name: string;
}

function textColumns(database: Database.Database): Column[] {
  return database
    .prepare(
      `SELECT tables.name AS "table", columns.name AS name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
       WHERE tables.type = 'table' AND columns.type = 'TEXT'`,
    )
    .all() as Column[];
}

/** Fills every open text of every row; JSON where JSON is. @returns the columns in which a row was filled */
function fillWithCanaries(path: string): string[] {
  const database = new Database(path);
  database.pragma('foreign_keys = OFF');
  const filled = textColumns(database)
    .filter(({ table, name }) => !CLOSED.test(`${table}.${name}`))
    .filter(({ table, name }) => {
      const write = database.prepare(
        `UPDATE "${table}" SET "${name}" = CASE WHEN "${name}" = 'null' THEN 'null' WHEN json_valid("${name}") AND "${name}" LIKE '[%' THEN json_array(?)
         WHEN json_valid("${name}") AND "${name}" LIKE '{%' THEN json_object(?, 1) ELSE ? || hex(randomblob(4)) END WHERE "${name}" IS NOT NULL`,
      );
      return write.run(CANARY, CANARY, CANARY).changes > 0;
    })
    .map(({ table, name }) => `${table}.${name}`);
  database.close();
  return filled;
}

async function seed(app: RunningApp): Promise<void> {
  const ok = async (method: string, path: string, body: object) => {
    const answer = await app.api(method, path, body);
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300);
    return answer.json;
  };
  const words = { rules: CANARY, instructions: CANARY, owner_title: 'Canary' };
  const { id } = await ok('POST', '/api/classes', { name: CANARY, join_places: 3, ...words });
  const student = await ok('POST', '/api/students', {
    ...{ name: CANARY, class_id: id, email: PARTS.address, note: CANARY, student_number: 'Canary-7Qz-1' },
  });
  const { token } = await ok('POST', `/api/students/${student.id}/tokens`, { label: CANARY });
  const chat = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: CANARY }], max_tokens: 10 };
  expect((await app.chat(token, chat)).status).toBe(200);
  app.upstream.next((_call, act) => act.json(401, { error: { message: CANARY, code: 'invalid_api_key' } }));
  await app.chat(token, chat);
  await app.chat(token, { ...chat, model: CANARY });
  const topUp = { scope: 'student', scope_id: student.id, amount_usd: 1, reason: CANARY };
  const channel = { kind: 'webhook', name: CANARY, address: 'https://canary-7qz.school.example/Canary-7Qz' };
  for (const [path, body] of [
    ['/api/top-ups', topUp],
    ['/api/notice-channels', channel],
  ] as const) {
    await ok('POST', path, body);
  }
  await app.api('POST', `/api/students/${student.id}/claim-link`, {});
  await fetch(`${app.url}/api/me/money-requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ amount_usd: 1, reason: CANARY }),
  });
}

test('a support bundle holds no secret, no name and no text of a person, whatever the database holds', async () => {
  const folder = makeMemoryFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const databasePath = join(folder, 'jigap.db');
  writeMigratedDatabase(databasePath);
  const first = await startApp({ databasePath, env: SECRET_SETTINGS });
  await seed(first);
  await first.stop();
  const filled = fillWithCanaries(databasePath);
  for (const column of ['classes.name', 'classes.instructions', 'classes.rules', 'students.name', 'students.email']) {
    expect(filled).toContain(column);
  }
  expect(filled).toEqual(
    expect.arrayContaining(['students.note', 'api_tokens.label', 'incidents.detail', 'audit.after']),
  );

  const app = await startApp({ databasePath, env: SECRET_SETTINGS });
  onTestFinished(() => app.stop());
  expect((await app.api('GET', '/metrics')).text).toContain('Canary-7Qz');
  const answer = await app.api('GET', '/api/support-bundle');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="jigap-support-\d{8}T\d{6}Z\.json"$/,
  );
  expect(leaksIn(answer.text, PARTS)).toEqual([]);
  expect(answer.text.toLowerCase()).not.toMatch(/canary|school\.example|jgp_|jgo_|sk-/);
  expect(answer.text).not.toContain(folder);

  // It is worth something, too.
  const bundle = answer.json;
  expect(bundle.product).toMatchObject({ name: 'jigap', version: expect.stringMatching(/^\d/), node: process.version });
  expect(bundle.settings).toContainEqual({ name: 'OPENAI_API_KEY', is_default: false });
  expect(bundle.settings).toContainEqual({ name: 'JIGAP_CALLS_IN_FLIGHT', value: '1024', is_default: true });
  expect(bundle.settings).toContainEqual({ name: 'JIGAP_TIME_ZONE', value: 'Asia/Seoul', is_default: false });
  expect(bundle.settings).toContainEqual({ name: 'JIGAP_ALLOWED_MODELS', value: 'gpt-3.5-turbo', is_default: true });
  expect(bundle.settings).toContainEqual({ name: 'JIGAP_PUBLIC_URL', is_default: false });
  expect(bundle.health).toEqual({
    ...{ database_in_place: true, ledger_writable: true, last_check: null, check_problems: 0 },
  });
  expect(bundle.providers).toEqual([{ kind: 'openai', has_key: true, last_model_check: null }]);
  expect(bundle.database.engine).toMatch(/^SQLite 3\./);
  expect(bundle.database.migrations[0]).toBe('0001_first.sql');
  expect(bundle.database.bytes).toBeGreaterThan(4096);
  expect(bundle.database.tables).toContainEqual({ name: 'classes', rows: 1 });
  expect(bundle.incidents).toEqual([
    expect.objectContaining({ kind: 'upstream_key_refused', closed_at: null, charged_usd: 0 }),
  ]);
  expect(bundle.metrics.join('\n')).toMatch(/^jigap_budget_limit_usd\{scope="wallet"/m);
});

test('who made a support bundle stands in the audit, from the API and from the page', async () => {
  const app = await startApp();
  onTestFinished(() => app.stop());
  await app.api('GET', '/api/support-bundle');
  const browser = new TestBrowser(app.url);
  await browser.signInAsOwner(app);
  await browser.get('/dashboard/settings');
  const downloaded = await browser.post('/dashboard/settings/support-bundle');
  expect(downloaded.headers.get('content-disposition')).toContain(supportBundleName(app.clock.now()));
  expect(JSON.parse(downloaded.text).product.name).toBe('jigap');
  const { data } = (await app.api('GET', '/api/audit?limit=10')).json;
  expect(data.filter(({ action }: { action: string }) => action === 'support-bundle.create')).toEqual([
    expect.objectContaining({ actor: 'owner', subject: 'server' }),
    expect.objectContaining({ actor: 'owner', subject: 'server' }),
  ]);
  expect((await browser.get('/dashboard/audit')).text).toContain('Support bundle made');
  expect((await fetch(`${app.url}/api/support-bundle`)).status).toBe(401);
});
