import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { LONG_RUN } from '../long-run.ts';
import { startPostgres } from './server.ts';
import { withClient } from './template.ts';

const HERE = import.meta.dirname;
/** A process of its own that starts a server, says where, and waits. */
const STARTER = `import { startPostgres } from '${HERE}/server.ts';
const server = await startPostgres({ isDurable: false });
console.log(server.folder);
setInterval(() => {}, 1000);`;

test('a server has what was committed after it and every backend were killed', LONG_RUN, async () => {
  const server = await startPostgres({ isDurable: true });
  onTestFinished(() => server.stop());
  const url = server.urlOf('postgres');
  await withClient(url, (client) => client.query('CREATE TABLE kept (n INTEGER)'));
  for (const n of [1, 2]) {
    await withClient(url, async (client) => {
      // A connection that breaks is no error of the test.
      client.on('error', () => {});
      await client.query('INSERT INTO kept VALUES ($1)', [n]);
      await client.query('BEGIN');
      await client.query('INSERT INTO kept VALUES (99)');
      await server.crash();
      await expect(client.query('COMMIT')).rejects.toThrow();
    });
    await server.start();
  }
  const rows = await withClient(url, async (client) => (await client.query('SELECT n FROM kept ORDER BY n')).rows);
  expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
});

test('a server ends, and its folder is gone, when the process that started it is killed', LONG_RUN, async () => {
  const starter = spawn(process.execPath, ['--input-type=module', '-e', STARTER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const folder = await new Promise<string>((resolve) => {
    starter.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
  });
  expect(existsSync(folder)).toBe(true);
  starter.kill('SIGKILL');
  while (existsSync(folder)) await delay(20);
});
