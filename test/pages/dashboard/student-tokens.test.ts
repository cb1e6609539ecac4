import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashSecret } from '../../../src/access/api-tokens.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PageAnswer, pagesOf, type TestBrowser } from '../test-browser.ts';

let app: RunningApp;
let owner: TestBrowser;
let studentId: number;
let path: string;
beforeAll(async () => {
  app = await startApp();
  owner = await pagesOf(app).owner();
});
beforeEach(async () => {
  studentId = (await app.api('POST', '/api/students', { name: 'Ada' })).json.id;
  path = `/dashboard/students/${studentId}`;
});
afterAll(() => app.stop());

const CALL = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };
const DAY_MS = 24 * 60 * 60 * 1000;

// biome-ignore lint/suspicious/noExplicitAny: as the API answers
async function tokens(): Promise<any[]> {
  return (await app.api('GET', `/api/students/${studentId}/tokens`)).json.data;
}

function secretIn({ text }: PageAnswer): string {
  return /jgp_[0-9a-z]{38}/.exec(text)?.[0] ?? '';
}

/** As the form on the student's page would send it. */
async function issue(fields: Readonly<Record<string, string>> = {}): Promise<PageAnswer> {
  const { text } = await owner.get(path);
  const newest = /name="newest" value="(\d+)"/.exec(text)?.[1] ?? '';
  return owner.post(`${path}/tokens`, { newest, ...fields });
}

describe('a new API token', () => {
  it('is shown once, by the answer to its form, and works', async () => {
    const issued = await issue({ label: 'laptop' });
    const secret = secretIn(issued);
    expect(issued.status).toBe(200);
    expect(issued.location).toBeNull();
    expect(issued.headers.get('cache-control')).toBe('no-store');
    expect((await app.chat(secret, CALL)).status).toBe(200);
    expect(await tokens()).toMatchObject([{ label: 'laptop', prefix: secret.slice(0, 9), expires_at: null }]);
    const [{ id }] = await tokens();
    for (const page of [path, `${path}/tokens/${id}`, '/dashboard/students', '/dashboard']) {
      expect((await owner.get(page)).text).not.toContain(secret);
    }
  });

  it('is stored only as its hash, and is in no log', async () => {
    const secret = secretIn(await issue());
    await app.store.journal.probeDisk();
    const files = ['', '-wal'].map((end) => readFileSync(app.databasePath + end));
    expect(files.some((file) => file.includes(hashSecret(secret)))).toBe(true);
    expect(files.some((file) => file.includes(secret))).toBe(false);
    expect(app.logLines.join('\n')).not.toContain(secret);
  });

  it('is neither issued nor shown again when the same form is sent twice', async () => {
    const { text } = await owner.get(path);
    const newest = /name="newest" value="(\d+)"/.exec(text)?.[1] ?? '';
    const secret = secretIn(await owner.post(`${path}/tokens`, { newest }));
    const again = await owner.post(`${path}/tokens`, { newest });
    expect(again.status).toBe(409);
    expect(again.text).toContain('This form was already used');
    expect(again.text).not.toContain(secret);
    expect(await tokens()).toHaveLength(1);
    expect((await owner.post(`${path}/tokens`)).status).toBe(409);
  });

  it('comes with example programs that call this server', async () => {
    const { text } = await issue();
    expect(text.split(`${app.url}/v1`).length).toBeGreaterThan(5);
    expect(text).toContain('userdata.get(&quot;OPENAI_API_KEY&quot;)');
    expect(text).toContain('userdata.get(&quot;OPENAI_BASE_URL&quot;)');
    for (const program of ['import OpenAI from', 'langchain_openai', '/v1/chat/completions']) {
      expect(text).toContain(program);
    }
    expect(text).toContain('model=&quot;gpt-3.5-turbo&quot;');
  });

  it('works through its last day in the time zone of the class', async () => {
    const fields = { name: 'A', time_zone: 'America/New_York', language: 'en' };
    const { id } = (await app.api('POST', '/api/classes', fields)).json;
    await app.api('PATCH', `/api/students/${studentId}`, { class_id: id });
    expect((await issue({ last_day: '2030-06-30' })).status).toBe(200);
    expect(await tokens()).toMatchObject([{ expires_at: '2030-07-01T04:00:00.000Z' }]);
    expect((await owner.get(path)).text).toContain('30 Jun 2030');
  });

  it.each([
    ['last_day', '2001-01-01'],
    ['last_day', '2030-02-31'],
    ['last_day', '9999-12-31'],
    ['last_day', 'soon'],
    ['label', 'x'.repeat(201)],
  ])('is not issued with a %s of %s', async (field, typed) => {
    const { status, text } = await issue({ [field]: typed });
    expect(status).toBe(422);
    expect(text).toContain(`id="error-${field}"`);
    expect(text).toContain(`value="${typed}"`);
    expect(await tokens()).toEqual([]);
  });
});

describe('an API token', () => {
  let secret: string;
  let tokenPath: string;
  beforeEach(async () => {
    const issued = (await app.api('POST', `/api/students/${studentId}/tokens`, { label: '<b>lab</b>' })).json;
    secret = issued.token;
    tokenPath = `${path}/tokens/${issued.id}`;
  });

  it('is revoked after a page that says what that means', async () => {
    const { text } = await owner.get(tokenPath);
    expect(text).toContain('is refused from now on');
    expect(text).toContain('&lt;b&gt;lab&lt;/b&gt;');
    expect((await app.chat(secret, CALL)).status).toBe(200);
    expect((await owner.post(`${tokenPath}/revoke`)).location).toBe(`${path}?done=token_revoked`);
    expect((await app.chat(secret, CALL)).status).toBe(401);
    expect((await owner.get(path)).text).toContain('Tokens that no longer work: 1');
    expect((await owner.get(tokenPath)).text).toContain('no longer works');
  });

  it('is replaced by a token that is shown once, and stops after the chosen time', async () => {
    await owner.get(tokenPath);
    const next = await owner.post(`${tokenPath}/replace`, { grace: '86400' });
    expect(next.status).toBe(200);
    expect(next.headers.get('cache-control')).toBe('no-store');
    const both = [secret, secretIn(next)];
    expect(new Set(both).size).toBe(2);
    for (const each of both) expect((await app.chat(each, CALL)).status).toBe(200);
    expect((await owner.get(path)).text).toContain('being replaced');
    app.clock.advance(DAY_MS);
    expect((await app.chat(secret, CALL)).status).toBe(401);
    expect((await app.chat(secretIn(next), CALL)).status).toBe(200);
  });

  it('is replaced at once when no valid time was chosen, and only once', async () => {
    await owner.get(tokenPath);
    const next = await owner.post(`${tokenPath}/replace`, { grace: 'forever' });
    expect((await app.chat(secret, CALL)).status).toBe(401);
    const again = await owner.post(`${tokenPath}/replace`);
    expect(again.status).toBe(409);
    expect(again.text).not.toContain(secretIn(next));
    expect(await tokens()).toHaveLength(2);
  });

  it('is not found under another student', async () => {
    const other = (await app.api('POST', '/api/students', { name: 'Eve' })).json.id;
    const wrongPath = tokenPath.replace(`students/${studentId}/`, `students/${other}/`);
    expect((await owner.get(wrongPath)).status).toBe(404);
    await owner.get(path);
    for (const action of ['revoke', 'replace']) {
      expect((await owner.post(`${wrongPath}/${action}`)).status).toBe(404);
      expect((await owner.post(`${tokenPath}/${action}`, { csrf: '' })).status).toBe(403);
    }
    expect((await app.chat(secret, CALL)).status).toBe(200);
  });
});
