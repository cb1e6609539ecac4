import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { API_TOKEN, OWNER_TOKEN, type StubApi, startStubApi } from './stub-api.ts';
import { NEW_SECRET, STUDENT } from './stub-routes.ts';

/** The real process with the real settings reader; what a command sends is covered in changing.test.ts and reading.test.ts. */
const ENTRY = fileURLToPath(new URL('../../src/cli/jigap.js', import.meta.url));

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly error: string;
}

function jigap(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [ENTRY, ...words], {
      env: { PATH: process.env.PATH, TZ: 'Asia/Seoul', JIGAP_ENV_FILE: 'none', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, error] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      error += text;
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, out, error }));
  });
}

const asOwner = () => ({ JIGAP_URL: api.url, JIGAP_OWNER_TOKEN: OWNER_TOKEN });

test('the environment signs the owner in, and tables are on the local clock', async () => {
  const { exitCode, out, error } = await jigap(['student', 'show', '김지우'], asOwner());
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  expect(out).toMatch(/^name +김지우$/m);
  expect(out).toContain('2026-11-30 00:00 +09:00');
});

test('jigap token issue --quiet prints the token alone', async () => {
  expect(await jigap(['token', 'issue', '12', '--quiet'], asOwner())).toEqual({
    exitCode: 0,
    out: `${NEW_SECRET}\n`,
    error: '',
  });
});

test('--json prints only JSON on stdout', async () => {
  const { out } = await jigap(['student', 'list', '--json'], asOwner());
  expect(JSON.parse(out)).toEqual({ data: [STUDENT], next_cursor: null });
});

test('me signs in with OPENAI_API_KEY', async () => {
  const { exitCode, out } = await jigap(['me'], { JIGAP_URL: api.url, OPENAI_API_KEY: API_TOKEN });
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^standing +good$/m);
});

test('nothing is removed without a terminal and without --yes', async () => {
  const { exitCode, out, error } = await jigap(['student', 'remove', '12'], asOwner());
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  expect(error).toContain('add --yes');
});

test('a wrong command line, no token and no server have their own exit codes', async () => {
  const wrong = await jigap(['student', 'add'], asOwner());
  const noToken = await jigap(['student', 'list'], { JIGAP_URL: api.url });
  const refused = await jigap(['student', 'show', '99'], asOwner());
  await api.close();
  const noServer = await jigap(['student', 'list'], asOwner());
  expect([wrong, noToken, refused, noServer].map(({ exitCode }) => exitCode)).toEqual([2, 4, 3, 5]);
  expect([wrong, noToken, refused, noServer].map(({ out }) => out)).toEqual(['', '', '', '']);
  expect(noToken.error).toContain('it was printed at the first start');
});

test('help works without any setting', async () => {
  const { exitCode, out } = await jigap(['help'], {});
  expect(exitCode).toBe(0);
  expect(out).toContain('Exit codes:');
});

test.each([
  [{ LANG: 'ko_KR.UTF-8' }, '종료 코드:'],
  [{ LANG: 'ko_KR.UTF-8', JIGAP_LANGUAGE: 'en' }, 'Exit codes:'],
  [{ LC_ALL: 'en_US.UTF-8', LANG: 'ko_KR.UTF-8' }, 'Exit codes:'],
  [{ JIGAP_LANGUAGE: 'ko', JIGAP_URL: 'nonsense' }, '종료 코드:'],
])('help follows %j', async (environment, title) => {
  expect((await jigap(['help'], environment)).out).toContain(title);
});
