import { mkdtempSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { remove } from '../temp-folder.ts';
import { type PostgresServer, startPostgres } from './server.ts';
import { makeTemplate } from './template.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The socket that postgresForTests() asks. */
    postgresStarter: string;
  }
}

/**
 * One PostgreSQL for all tests of a run, started by the first test that asks for it: a run without such a test does not wait.
 * @returns what ends it
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'jigap-starter-'));
  const socketPath = process.platform === 'win32' ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, 'starter');
  let starting: Promise<PostgresServer> | undefined;
  const starter = createServer((socket) => {
    starting ??= startWithTemplate();
    void answer(socket, starting);
  });
  await new Promise<void>((resolve) => starter.listen(socketPath, resolve));
  starter.unref();
  project.provide('postgresStarter', socketPath);
  return async () => {
    starter.close();
    await starting?.then(
      (server) => server.stop(),
      () => {},
    );
    remove(folder);
  };
}

async function startWithTemplate(): Promise<PostgresServer> {
  const server = await startPostgres({ isDurable: false });
  await makeTemplate(server);
  return server;
}

async function answer(socket: Socket, starting: Promise<PostgresServer>): Promise<void> {
  socket.on('error', () => {});
  const reply = await starting.then(
    (server) => ({ folder: server.folder, adminUrl: server.urlOf('postgres') }),
    (error: unknown) => ({ problem: String(error) }),
  );
  socket.end(JSON.stringify(reply));
}
