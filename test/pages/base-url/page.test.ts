import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBrowserVisit } from '../../../src/pages/base-url/browser-visits.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';

const CHROMIUM = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const PATHS = ['/v1', '/v1/', '/v1/chat/completions', '/v1/responses', '/chat/completions'];
/** What the clients of the matrix, curl and proxies ask for. */
const PROGRAMS = ['*/*', 'application/json', 'application/json, text/plain, */*', 'text/event-stream', undefined];

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

function get(path: string, headers: Record<string, string | undefined>, method = 'GET'): Promise<Response> {
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return fetch(app.url + path, { method, headers: Object.fromEntries(sent), redirect: 'manual' });
}

describe('the page at the base URL', () => {
  it.each(PATHS)('says to a browser at %s what the address is for, in the visitor’s language', async (path) => {
    const english = await get(path, { accept: CHROMIUM, 'accept-language': 'en' });
    expect([english.status, english.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(english.headers.get('vary')).toBe('Accept');
    expect(english.headers.get('cache-control')).toBe('no-store');
    expect(english.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await english.text();
    for (const part of ['This address is for programs', `${app.url}/v1`, 'href="/me"', 'href="/join"'])
      expect(text).toContain(part);
    const korean = await get(path, { accept: CHROMIUM, 'accept-language': 'ko' });
    expect(await korean.text()).toContain('프로그램에서 쓰는 주소예요');
    expect((await get(path, { accept: CHROMIUM }, 'HEAD')).status).toBe(200);
  });

  it('sets the language by a link, as every page', async () => {
    const answer = await get('/v1?lang=ko', { accept: CHROMIUM });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/v1']);
  });

  it.each(PATHS.flatMap((path) => PROGRAMS.map((accept) => [path, accept] as const)))(
    'is a refusal in JSON for a program at %s that accepts %s',
    async (path, accept) => {
      const answer = await get(path, { accept });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
      expect(answer.headers.get('vary')).toBe('Accept');
      expect(answer.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
      expect(((await answer.json()) as { error: { code: string } }).error.code).toBe('unknown_url');
    },
  );

  it('is for GET alone, and not for a client with a token', async () => {
    const { token } = await app.newStudent();
    const withToken = await get('/v1', { accept: CHROMIUM, authorization: `Bearer ${token}` });
    expect([withToken.status, withToken.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
    expect((await get('/v1', { accept: CHROMIUM }, 'POST')).status).toBe(404);
    expect((await get('/v1/chat/completions', { accept: CHROMIUM }, 'POST')).status).toBe(401);
    expect((await get('/v1/models', { accept: CHROMIUM })).status).toBe(401);
    expect((await get('/v1/files', { accept: CHROMIUM })).status).toBe(401);
    expect((await get('/v1/nowhere', { accept: CHROMIUM })).status).toBe(404);
  });
});

describe('isBrowserVisit', () => {
  it.each([
    [CHROMIUM, true],
    ['text/html', true],
    ['text/html;q=0.9, */*', true],
    ['TEXT/HTML', true],
    ['text/html;q=0', false],
    ['text/html;q=0.000, */*', false],
    ['application/json, text/html', false],
    ['application/vnd.api+json, text/html', false],
    ['text/html-sandboxed', false],
    ['*/*', false],
    ['', false],
  ])('takes %j for a browser: %j', (accept, expected) => {
    expect(isBrowserVisit({ accept })).toBe(expected);
    expect(isBrowserVisit({ accept, authorization: 'Bearer jgp_x' })).toBe(false);
  });
});
