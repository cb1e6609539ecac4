import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { runningUrl } from '../../support/server-process.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { spawnServer } from './gateway-server.ts';

const LINK = /^ {2}(http:\S+\/dashboard\/sign-in\/link\/([\w-]{43}))\n/m;
/** The server makes the owner token, and shows it at the first start. */
const MADE_TOKEN = { JIGAP_OWNER_TOKEN: '', OPENAI_API_KEY: '' };
/** The last line of every start that is not the first. */
const DASHBOARD = /^ {2}http:\S+\/dashboard\n/m;

function startWithoutTerminal(databasePath: string, env: Readonly<Record<string, string>> = {}) {
  const server = spawnServer({ ...MADE_TOKEN, JIGAP_DATABASE: databasePath, JIGAP_PORT: '0', ...env });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
}

function post(link: string, secret: string): Promise<Response> {
  const { origin } = new URL(link);
  const body = new URLSearchParams({ secret });
  return fetch(`${origin}/dashboard/sign-in/link`, { method: 'POST', redirect: 'manual', headers: { origin }, body });
}

test('the link of the first start signs the owner in, and no later log has one', LONG_RUN, async () => {
  const databasePath = join(tempFolderForThisTest(), 'jigap.db');
  const first = startWithoutTerminal(databasePath);
  await first.prints(/In another terminal/);
  const [, link = '', secret = ''] = LINK.exec(first.printed()) ?? [];
  expect((await fetch(link)).status).toBe(200);
  await first.stop('SIGKILL');

  // Killed before anybody used it: the link outlives the process, and is not printed again.
  const second = startWithoutTerminal(databasePath);
  const url = await runningUrl(second);
  await second.prints(DASHBOARD);
  expect(second.printed()).not.toMatch(LINK);
  const entered = await post(url, secret);
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/dashboard']);
  expect(entered.headers.get('set-cookie')).toContain('jigap_owner=');
  await second.stop('SIGKILL');

  // Killed right after it was used: it stays used.
  const third = startWithoutTerminal(databasePath);
  expect((await post(await runningUrl(third), secret)).status).toBe(404);
  for (const server of [second, third]) expect(server.printed()).not.toContain(secret);
});

test('the link has the public address where there is one', LONG_RUN, async () => {
  const env = { JIGAP_PUBLIC_URL: 'https://class.example' };
  const server = startWithoutTerminal(join(tempFolderForThisTest(), 'jigap.db'), env);
  await server.prints(/^ {2}https:\/\/class\.example\/dashboard\/sign-in\/link\/[\w-]{43}\n/m);
});

test('a log that never held the owner token, because it is set, gets no link either', LONG_RUN, async () => {
  const env = { JIGAP_OWNER_TOKEN: 'jgo_set-outside-0123456789abcdefghijklmnopqr' };
  const server = startWithoutTerminal(join(tempFolderForThisTest(), 'jigap.db'), env);
  await server.prints(/In another terminal/);
  expect(server.printed()).not.toMatch(LINK);
});
