import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../support/server-process.ts';
import { startCommand } from '../../support/start-command.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { Newcomer } from './newcomer.ts';
import { watchedBrowser } from './watched-browser.ts';

const ROOT = join(import.meta.dirname, '../../..');
const TWO_MINUTES_MS = 120_000;

const browser = watchedBrowser();

/** As `npm start` in an empty clone, but for the port and the place of the database. */
async function firstStart() {
  const server = startServer({
    command: startCommand(),
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      JIGAP_ENV_FILE: 'none',
      JIGAP_PORT: '0',
      JIGAP_DATABASE: join(tempFolderForThisTest(), 'jigap.db'),
    },
  });
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const dashboard = await server.prints(/http:\S+\/dashboard/);
  const ownerToken = await server.prints(/jgo_[0-9A-Za-z]+/);
  return { dashboard, ownerToken };
}

test('a new owner, reading nothing but the terminal and the pages, has a class, a budget, a student with a token and a first call on the chart in under two minutes', async () => {
  const startedAt = performance.now();
  const { dashboard, ownerToken } = await firstStart();
  const page = await browser.open(dashboard);
  const owner = new Newcomer(page);
  await owner.arrives(dashboard);
  await owner.pastes(page.getByLabel('Owner token'), ownerToken);
  await owner.clicks(page.getByRole('button', { name: 'Sign in' }));

  await owner.clicks(page.getByRole('link', { name: 'Create a class' }));
  await owner.types(page.getByLabel('Name', { exact: true }), 'Python 101');
  await owner.types(page.getByRole('group', { name: 'Each student' }).getByLabel('A week', { exact: true }), '0.50');
  await owner.clicks(page.getByRole('button', { name: 'Add the class' }));

  await owner.clicks(page.getByRole('link', { name: 'Add students' }).first());
  await owner.types(page.getByLabel('Name', { exact: true }), 'Kim Minji');
  await owner.clicks(page.getByRole('button', { name: 'Add a student' }));
  await owner.clicks(page.getByRole('button', { name: 'Issue a token' }));

  await owner.clicks(page.getByText('curl', { exact: true }));
  const { stdout } = await promisify(execFile)('sh', ['-c', await owner.copies(page.getByLabel(/curl/))]);
  expect(JSON.parse(stdout).choices[0].message.content).not.toBe('');

  await owner.clicks(page.getByRole('link', { name: 'Overview' }));
  await page.locator('figure canvas').waitFor();
  await owner.clicks(page.getByText('Show the numbers'));
  const spent = await page.locator('figure table tbody td').allTextContents();
  expect(spent.some((amount) => /[1-9]/.test(amount))).toBe(true);

  const machineMs = performance.now() - startedAt;
  // The hand and the eye are slower than this test was.
  expect(machineMs + owner.handMs).toBeLessThan(TWO_MINUTES_MS);
});
