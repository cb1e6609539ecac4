import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../support/running-app.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hello!' }] };

const PAGE = 'https://class.example';

async function appAllowing(origins: string) {
  const app = await startApp({ env: { JIGAP_CORS_ORIGINS: origins } });
  onTestFinished(() => app.stop());
  return app;
}

function preflight(url: string, origin: string): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-stainless-lang,x-stainless-retry-count',
    },
  });
}

test('allows a page of a configured origin every header that the OpenAI client sends', async () => {
  const { url } = await appAllowing(`https://other.example, ${PAGE}`);
  const allowed = await preflight(url, PAGE);
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(PAGE);
  expect(allowed.headers.get('access-control-allow-headers')).toContain('x-stainless-retry-count');
  expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
});

test.each([
  'http://localhost:1234',
  'app://obsidian.md',
  'tauri://localhost',
  'capacitor://localhost',
  'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
  'vscode-webview://0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
])('allows an app whose origin is %s to call and to read the answer', async (origin) => {
  const app = await appAllowing(origin);
  const { token } = await app.newStudent();
  const preflightAnswer = await preflight(app.url, origin);
  const answer = await app.chat(token, CHAT, { origin });
  expect([preflightAnswer.status, preflightAnswer.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
  expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, origin]);
  expect((await preflight(app.url, `${origin}x`)).headers.get('access-control-allow-origin')).toBeNull();
});

test.each([
  ...['*', 'null', 'class.example', 'https://class.example/', 'https://*.class.example', 'HTTPS://class.example'],
  ...['https://a:b@class.example', 'app://', 'app:obsidian.md', 'app://obsidian.md/', 'app://obsidian.md/x', 'app://*'],
  ...['app://a@obsidian.md', 'file://', 'file:///home', 'data:text/html,x', 'javascript://localhost', 'about:blank'],
])('the server does not start with %s as an origin', async (origin) => {
  await expect(startApp({ env: { JIGAP_CORS_ORIGINS: origin } })).rejects.toThrow(/JIGAP_CORS_ORIGINS.*is no origin/s);
});

test('lets the page read answers, streams and refusals with the gateway’s headers', async () => {
  const app = await appAllowing(PAGE);
  const { token } = await app.newStudent();
  for (const [body, secret] of [
    [CHAT, token],
    [{ ...CHAT, stream: true }, token],
    [CHAT, 'jgp_wrong'],
  ] as const) {
    const answer = await app.chat(secret, body, { origin: PAGE });
    expect(answer.headers['access-control-allow-origin']).toBe(PAGE);
    expect(answer.headers['access-control-expose-headers']).toContain('x-jigap-remaining-usd');
  }
});

test('sends no CORS header to other origins, or when no origin is set', async () => {
  const some = await appAllowing(PAGE);
  expect((await preflight(some.url, 'https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  const none = await appAllowing('');
  const refused = await preflight(none.url, PAGE);
  expect(refused.status).toBe(404);
  expect(refused.headers.get('access-control-allow-origin')).toBeNull();
});

test('refuses OPTIONS that are no preflight, or are for the owner’s API', async () => {
  const { url } = await appAllowing(PAGE);
  const asking = { origin: PAGE, 'access-control-request-method': 'POST' };
  for (const [path, headers] of [
    ['/v1/files', {}],
    ['/v1/chat/completions', { origin: PAGE }],
    ['/api/students', asking],
    ['/dashboard', asking],
    ['/metrics', asking],
    ['/readyz', asking],
  ] as const) {
    const answer = await fetch(url + path, { method: 'OPTIONS', headers });
    expect([answer.status, answer.headers.get('access-control-allow-methods')]).toEqual([404, null]);
    expect(((await answer.json()) as { error: { code: string } }).error.code).toBe('unknown_url');
  }
  for (const path of [
    '/api/me',
    '/v1/models/gpt-4o',
    '/models?client_version=1',
    '/v1/models?a=b',
    ...['/v1/usage', '/usage', '/usage/req_1', '/v1/dry-run/chat/completions', '/dry-run/chat/completions'],
    '/chat/completions',
    '/v1/files',
  ]) {
    expect((await fetch(url + path, { method: 'OPTIONS', headers: asking })).status).toBe(204);
  }
});
