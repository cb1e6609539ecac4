import { afterEach, beforeEach, expect, test } from 'vitest';
import { jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';
import { WEBHOOK_SECRET } from './stub-notice-channels.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

const URL_WITH_SECRET = 'https://hooks.slack.example/services/T0/B0/secret';

test('reads the address of a new channel from the standard input, and does not print it', async () => {
  const words = ['notice-channel', 'add', '알림방', '--kind', 'slack', '--address', '-', '--notices', 'incident,more'];
  const readFile = async () => Buffer.from(`${URL_WITH_SECRET}\n`);
  const { exitCode, out, error } = await jigap(api.url, words, { readFile });
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  expect(api.requests.at(-1)).toMatchObject({
    route: 'POST /api/notice-channels',
    body: { name: '알림방', kind: 'slack', address: URL_WITH_SECRET, notice_kinds: ['incident', 'more'] },
  });
  expect(out).not.toContain(URL_WITH_SECRET);
  expect(out).toContain(WEBHOOK_SECRET);
});

test('changes only what is named, and refuses to change nothing', async () => {
  const edited = await jigap(api.url, ['notice-channel', 'edit', 'Ops', '--notices', 'all', '--off']);
  expect(edited.exitCode).toBe(0);
  expect(api.requests.at(-1)?.body).toEqual({ notice_kinds: null, is_on: false });
  expect(await jigap(api.url, ['notice-channel', 'edit', 'Ops'])).toMatchObject({ exitCode: 2 });
  expect(await jigap(api.url, ['notice-channel', 'edit', 'Ops', '--on', '--off'])).toMatchObject({ exitCode: 2 });
});

test('shows the log as a table that says what went wrong', async () => {
  const { out } = await jigap(api.url, ['notice-channel', 'log', '--channel', 'Ops', '--state', 'waiting']);
  expect(out).toContain('It was refused (503)');
  expect(out).toMatch(/12 {2}2026-11-23 \d\d:02 \S+ {2}Ops {6}7 {7}waiting/);
});
