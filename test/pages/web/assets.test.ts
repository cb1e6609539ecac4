import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STYLE_FOLDER, STYLE_SECTIONS } from '../../../src/pages/web/style-sheet.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { type PagesUnderTest, pagesOf } from '../test-browser.ts';

let app: RunningApp;
let pages: PagesUnderTest;
beforeAll(async () => {
  app = await startApp();
  pages = pagesOf(app);
});
afterAll(() => app.stop());

it('joins every file of assets/css into the style sheet', () => {
  const names = readdirSync(STYLE_FOLDER).map((name) => name.replace(/\.css$/, ''));
  expect(names.sort()).toEqual([...STYLE_SECTIONS].sort());
});

describe('an asset', () => {
  const GZIP = { 'accept-encoding': 'gzip, deflate, br' };
  const STYLE = '/assets/style.css';
  const HEADERS = ['content-encoding', 'vary', 'cache-control', 'content-type'];
  const headersOf = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await pages.browser().get(path, { headers });
    return [answer.status, ...HEADERS.map((name) => answer.headers.get(name))];
  };

  it.each([
    [STYLE, 'text/css; charset=utf-8'],
    ['/assets/live.js', 'text/javascript; charset=utf-8'],
    ['/assets/uplot/uPlot.iife.min.js', 'text/javascript; charset=utf-8'],
  ])('%s is compressed when the browser accepts gzip, and only then', async (path, type) => {
    expect(await headersOf(path, GZIP)).toEqual([200, 'gzip', 'accept-encoding', 'no-cache', type]);
    expect(await headersOf(path)).toEqual([200, null, 'accept-encoding', 'no-cache', type]);
    const forEver = 'public, max-age=31536000, immutable';
    expect(await headersOf(`${path}?v=1`, GZIP)).toEqual([200, 'gzip', 'accept-encoding', forEver, type]);
  });

  it.each(['br', 'identity', 'gzip;q=0', 'br, GZIP ; q=0.000', 'gzipped'])(
    'is not compressed for accept-encoding %s',
    async (accepted) => {
      expect((await headersOf(STYLE, { 'accept-encoding': accepted }))[1]).toBeNull();
    },
  );

  it.each(['gzip', 'br;q=1.0, gzip;q=0.8', 'deflate , GZIP;q=0.001'])(
    'is compressed for accept-encoding %s',
    async (accepted) => {
      expect((await headersOf(STYLE, { 'accept-encoding': accepted }))[1]).toBe('gzip');
    },
  );

  it('has the same content compressed or not, and is not sent again to a browser that has it', async () => {
    const compressed = await fetch(new URL(STYLE, app.url), { headers: GZIP });
    const plain = await pages.browser().get(STYLE);
    expect(await compressed.text()).toBe(plain.text);
    const tags = [plain.headers.get('etag') ?? '', compressed.headers.get('etag') ?? ''] as const;
    expect(tags[0]).not.toBe(tags[1]);
    const statuses = await Promise.all(
      tags.flatMap((tag) =>
        [{}, GZIP].map(async (takes) => {
          const answer = await pages.browser().get(STYLE, { headers: { ...takes, 'if-none-match': tag } });
          return [answer.status, answer.bytes > 0];
        }),
      ),
    );
    const [sent, known] = [
      [200, true],
      [304, false],
    ];
    expect(statuses).toEqual([known, sent, sent, known]);
  });

  it('is compressed, but no page is: a page contains user input beside the CSRF token', async () => {
    const { headers } = await pages.browser().get('/dashboard/sign-in?next=x', { headers: GZIP });
    expect(headers.get('content-encoding')).toBeNull();
  });
});
