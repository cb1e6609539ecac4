import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDownload } from '../../src/cli/file-download.ts';
import { NO_BACKUPS } from '../../src/store/postgres/backups.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { clientSettings, jigap } from './in-process.ts';

async function start(
  options: Parameters<typeof startApp>[0] = {},
): Promise<{ app: RunningApp; run: (...words: string[]) => ReturnType<typeof jigap> }> {
  const app = await startApp(options);
  onTestFinished(() => app.stop());
  const settings = () => clientSettings(app.url, { ownerToken: app.ownerToken });
  return { app, run: (...words) => jigap(app.url, words, { settings, createDownload }) };
}

test('jigap backup FILE fetches the whole backup into a private file', async () => {
  const { app, run } = await start();
  const file = join(tempFolderForThisTest(), 'mine.db');
  const { exitCode, out } = await run('backup', file);
  expect(exitCode).toBe(0);
  const [name = ''] = readdirSync(app.store.backups.folder);
  expect(out).toContain(name);
  expect(readFileSync(file).equals(readFileSync(join(app.store.backups.folder, name)))).toBe(true);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await run('backups')).out).toContain(name);
  expect(JSON.parse((await run('--json', 'backups')).out)).toMatchObject({ data: [{ name, made_by: 'owner' }] });
});

test('jigap backup makes one on the server alone', async () => {
  const { app, run } = await start();
  expect((await run('backups')).out).toContain('no backup yet');
  expect((await run('backup')).exitCode).toBe(0);
  expect(readdirSync(app.store.backups.folder)).toHaveLength(1);
});

test('a file that exists, or cannot be written, is left alone, and no backup is made for it', async () => {
  const { app, run } = await start();
  const folder = tempFolderForThisTest();
  const file = join(folder, 'mine.db');
  writeFileSync(file, 'precious');
  expect(await run('backup', file)).toMatchObject({ exitCode: 2, error: expect.stringContaining('exists') });
  expect(readFileSync(file, 'utf8')).toBe('precious');
  expect((await run('backup', join(folder, 'nowhere', 'mine.db'))).exitCode).toBe(2);
  expect(existsSync(app.store.backups.folder)).toBe(false);
});

test('a download that breaks off leaves no file', async () => {
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      response.writeHead(201, { 'content-type': 'application/json' });
      const made_at = '2026-11-26T00:00:00Z';
      response.end(JSON.stringify({ name: 'b.db', bytes: 1000, made_at, made_by: 'owner' }));
      return;
    }
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half');
    setImmediate(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const folder = tempFolderForThisTest();
  mkdirSync(folder, { recursive: true });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { exitCode } = await jigap(url, ['backup', join(folder, 'mine.db')], { createDownload });
  expect(exitCode).not.toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test('jigap restore hands its options to the program of the server and ends with its exit code', async () => {
  const calls: (readonly string[])[] = [];
  const runProgram = async (program: string, words: readonly string[]) => {
    calls.push([program, ...words]);
    return 3;
  };
  const unused = 'http://127.0.0.1:9';
  expect(await jigap(unused, ['restore', '--yes', '--discard-current', 'a.db'], { runProgram })).toMatchObject({
    exitCode: 3,
    error: '',
  });
  expect(calls).toEqual([['restore', '--yes', '--discard-current', '--', 'a.db']]);
});

test('jigap migrate-database hands its options to its program, and the way to it is in its help', async () => {
  const calls: (readonly string[])[] = [];
  const runProgram = async (program: string, words: readonly string[]) => {
    calls.push([program, ...words]);
    return calls.length === 1 ? 0 : 3;
  };
  const unused = 'http://127.0.0.1:9';
  const options = ['--from', 'data/jigap.db', '--to', 'postgres://jigap@db/jigap'];
  expect(await jigap(unused, ['migrate-database', ...options], { runProgram })).toMatchObject({
    exitCode: 0,
    error: '',
  });
  expect(await jigap(unused, ['migrate-database'], { runProgram })).toMatchObject({ exitCode: 3, error: '' });
  expect(calls).toEqual([['migrate-database', ...options], ['migrate-database']]);
});

test('jigap backup and backups say that PostgreSQL makes them, where it does', async () => {
  const { run } = await start({
    store: (store) => ({ ...store, backups: NO_BACKUPS, cluster: { ...store.cluster, isShared: true } }),
  });
  expect(await run('backup')).toMatchObject({
    exitCode: 3,
    error: expect.stringContaining('backed up by its own tools'),
  });
  expect((await run('backups')).out).toBe(
    'the database is PostgreSQL, which is backed up by its own tools: docs/school.en.md says how\n',
  );
});
