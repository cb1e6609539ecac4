import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

const POLICY =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self' blob:;media-src blob:;connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'";

describe('security headers', () => {
  it.each([
    '/',
    '/dashboard/sign-in',
    '/me/sign-in',
    '/join',
    '/join?code=AAAA-2222',
    '/dashboard',
    '/dashboard/nothing',
  ])('of %s allow only our own files, and no caching', async (path) => {
    const { headers } = await pages.browser().get(path);
    expect(headers.get('content-security-policy')).toBe(POLICY);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  it('and cookies are not sent with responses of /v1 and /api', async () => {
    for (const path of ['/v1/models', '/models', '/api/students', '/api/me', '/livez', '/nothing']) {
      const { headers, setCookies } = await pages.browser().get(`${path}?lang=ko`);
      expect([path, headers.get('content-security-policy'), setCookies]).toEqual([path, null, []]);
    }
  });

  it('let browsers cache a versioned file for a year, and no other', async () => {
    const { text } = await pages.browser().get('/');
    const versioned = /\/assets\/style\.css\?v=\w+/.exec(text)?.[0] ?? '';
    const cached = await pages.browser().get(versioned);
    expect([cached.status, cached.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(cached.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await pages.browser().get('/assets/style.css')).headers.get('cache-control')).toBe('no-cache');
  });
});
