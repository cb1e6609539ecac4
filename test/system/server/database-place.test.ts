import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { type Script, usageOf } from '../../support/scripted-upstream.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { chatsSeen, type GatewayServer, onChat, sendChat, startGatewayServer } from './gateway-server.ts';
import { STORE_PROCESS } from './store-process.ts';

const ROOT = join(import.meta.dirname, '../../..');

const heldBack: Script = async (_call, act) => {
  await act.event({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'gpt-3.5-turbo', choices: [] });
  await act.gate('end');
  await act.usageChunk(usageOf(10, 5));
  await act.done();
};

async function chat(server: GatewayServer, token: string): Promise<{ status: number; code: unknown }> {
  const client = await connectRaw(server.url);
  await sendChat(client, token);
  const { status, body } = await client.response();
  client.hangUp();
  return { status, code: JSON.parse(body.toString()).error?.code };
}

async function readiness(server: GatewayServer): Promise<[number, string]> {
  const response = await fetch(`${server.url}/readyz`);
  const { status } = (await response.json()) as { status: string };
  return [response.status, status];
}

/** What another process says that cannot open the store of a server; that a server then ends with it is in starting.test.ts. */
async function refusal(databasePath: string): Promise<string> {
  const second = openElsewhere(databasePath);
  const output = await second.prints(/the store did not open: .*\n/);
  expect(await second.stop('SIGCONT')).toBe(0);
  return output;
}

/** A process that has the store of a server open, or cannot open it. Ends with the test. */
function openElsewhere(databasePath: string): ServerProcess {
  const process = startServer({
    command: [...STORE_PROCESS, databasePath],
    cwd: ROOT,
    env: { PATH: globalThis.process.env.PATH ?? '' },
  });
  onTestFinished(async () => void (await process.stop('SIGKILL')));
  return process;
}

/** The first process of a database, without the rest of a server. */
async function firstProcess(): Promise<{ databasePath: string; process: ServerProcess }> {
  const databasePath = join(tempFolderForThisTest(), 'jigap.db');
  const process = openElsewhere(databasePath);
  await process.prints(/the store is open\n/);
  return { databasePath, process };
}

/** Moved away, not removed: the next file could be given the number of a removed one. */
function replaceLock(databasePath: string): void {
  renameSync(`${databasePath}-lock`, `${databasePath}-lock.old`);
}

type OtherName = readonly [string, (path: string, elsewhere: string) => string, RegExp];

describe('a second process', () => {
  const names: readonly OtherName[] = [
    [
      'after the lock file was removed',
      (path) => {
        rmSync(`${path}-lock`);
        return path;
      },
      /another process has \S+ open: stop that jigap/,
    ],
    [
      'after all that lies beside the database was removed',
      (path) => {
        for (const end of ['-lock', '-wal', '-shm']) rmSync(path + end);
        return path;
      },
      /another process has \S+ open: stop that jigap/,
    ],
    [
      'by a symbolic link',
      (path, elsewhere) => {
        symlinkSync(path, elsewhere);
        return elsewhere;
      },
      /another jigap is using \S+: stop it first/,
    ],
    [
      'by a hard link',
      (path, elsewhere) => {
        linkSync(path, elsewhere);
        return elsewhere;
      },
      /has 2 names \(hard links\)/,
    ],
    [
      'under a name that the file was moved to',
      (path, elsewhere) => {
        renameSync(path, elsewhere);
        return elsewhere;
      },
      /another process has \S+ open: stop that jigap/,
    ],
  ];
  const refuses = async (...[, prepare, sentence]: OtherName) => {
    const first = await firstProcess();
    const elsewhere = tempFolderForThisTest();
    mkdirSync(join(elsewhere, 'data'));
    const path = prepare(first.databasePath, join(elsewhere, 'data', 'school.db'));
    expect(await refusal(path)).toMatch(sentence);
  };

  const TITLE = 'a second process does not start on the database of a running one %s';
  test.each(names.slice(0, 1))(TITLE, refuses);
  test.each(names.slice(1))(TITLE, LONG_RUN, refuses);

  test(
    'a second process leaves nothing behind when it is refused that would let in a third one',
    LONG_RUN,
    async () => {
      const first = await firstProcess();
      rmSync(`${first.databasePath}-lock`);
      for (let starts = 0; starts < 2; starts++) {
        expect(await refusal(first.databasePath)).toMatch(/another process has \S+ open/);
      }
    },
  );

  test('a second process does not start on the database of a running one by a bind mount of the file, with processes of its own, as another container has it', async () => {
    if (spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status !== 0) {
      console.warn('NOT TESTED on this machine: a mount of another container');
      return;
    }
    const first = await firstProcess();
    const path = join(tempFolderForThisTest(), 'school.db');
    writeFileSync(path, '');
    const command = `mount --bind '${first.databasePath}' '${path}' && exec "$@"`;
    const { stdout, status } = spawnSync(
      'unshare',
      ['--mount', '--pid', '--fork', 'sh', '-c', command, 'sh', ...STORE_PROCESS, path],
      {
        cwd: ROOT,
        env: { PATH: process.env.PATH },
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/another process has \S+ open/),
    });
  });

  test(
    'a second process starts at once when the first one was killed, whatever it left beside the database',
    LONG_RUN,
    async () => {
      const first = await startGatewayServer();
      const token = await first.newStudent();
      rmSync(`${first.databasePath}-lock`);
      await first.process.stop('SIGKILL');
      const second = await startGatewayServer({ databasePath: first.databasePath });
      expect(await chat(second, token)).toMatchObject({ status: 200 });
    },
  );

  test(
    'a second process waits for a tool that reads the database for a moment, as a backup does',
    LONG_RUN,
    async () => {
      const first = await firstProcess();
      await first.process.stop('SIGTERM');
      replaceLock(first.databasePath);
      const reader = new Database(first.databasePath, { readonly: true });
      reader.prepare('SELECT count(*) FROM students').get();
      const starting = openElsewhere(first.databasePath).prints(/the store is open\n/);
      setTimeout(() => reader.close(), 400);
      await starting;
    },
  );
});

describe('a tool that keeps the database open to read it', () => {
  const openReader = (path: string) => {
    const reader = new Database(path, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM students').get();
    return reader;
  };

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'does not keep jigap from starting again after %s',
    LONG_RUN,
    async (signal) => {
      const first = await startGatewayServer();
      const token = await first.newStudent();
      const reader = openReader(first.databasePath);
      await first.process.stop(signal);
      const second = await startGatewayServer({ databasePath: first.databasePath });
      expect(await readiness(second)).toEqual([200, 'ok']);
      expect(await chat(second, token)).toMatchObject({ status: 200 });
      reader.close();
      rmSync(`${second.databasePath}-lock`);
      expect(await refusal(second.databasePath)).toMatch(/another process has \S+ open/);
    },
  );

  test('has to be closed for a start whose lock file is new', LONG_RUN, async () => {
    const first = await firstProcess();
    await first.process.stop('SIGTERM');
    const reader = openReader(first.databasePath);
    replaceLock(first.databasePath);
    for (let starts = 0; starts < 2; starts++) {
      expect(await refusal(first.databasePath)).toMatch(/close the tool that reads it/);
    }
    reader.close();
    await openElsewhere(first.databasePath).prints(/the store is open\n/);
  });
});

describe('a database under a running server', () => {
  const harms: readonly (readonly [string, (path: string) => void])[] = [
    ['deleted', (path) => rmSync(path)],
    [
      'replaced',
      (path) => {
        new Database(`${path}.new`).exec('CREATE TABLE another (x)').close();
        renameSync(`${path}.new`, path);
      },
    ],
    ['robbed of its log', (path) => rmSync(`${path}-wal`)],
  ];
  for (const [how, harm] of harms) {
    const options = how === 'deleted' ? {} : LONG_RUN;
    test(
      `that is ${how} stops all calls: none is sent, /readyz and the log say why, and what ran is settled`,
      options,
      async () => {
        const server = await startGatewayServer();
        const token = await server.newStudent();
        server.upstream.always(onChat(heldBack));
        const running = await connectRaw(server.url);
        await sendChat(running, token, { stream: true });
        await running.until('data: ');
        expect(chatsSeen(server.upstream)).toBe(1);

        harm(server.databasePath);
        expect(await readiness(server)).toEqual([503, 'the database file was deleted or replaced']);
        for (let calls = 0; calls < 3; calls++) {
          expect(await chat(server, token)).toEqual({ status: 503, code: 'ledger_unavailable' });
        }
        await server.process.prints(/"msg":"the database file was deleted, replaced or cut short/);
        expect(chatsSeen(server.upstream)).toBe(1);

        server.upstream.open('end');
        await running.until('[DONE]');
        const { data } = await server.api('GET', '/api/requests');
        expect(data).toMatchObject([{ outcome: 'ok', cost_usd: 0.0000125 }]);
        const incidents = await server.api('GET', '/api/incidents?open=true');
        expect(incidents.data).toMatchObject([{ kind: 'ledger_fault' }]);
        expect(await server.process.stop('SIGTERM')).toBe(0);
      },
    );
  }

  test(
    'a database under a running server that is put back is served again, and nothing of it is lost',
    LONG_RUN,
    async () => {
      const server = await startGatewayServer();
      const token = await server.newStudent();
      expect(await chat(server, token)).toMatchObject({ status: 200 });
      renameSync(server.databasePath, `${server.databasePath}.away`);
      expect(await chat(server, token)).toEqual({ status: 503, code: 'ledger_unavailable' });
      renameSync(`${server.databasePath}.away`, server.databasePath);
      await vi.waitFor(async () => expect(await readiness(server)).toEqual([200, 'ok']), 10_000);
      expect(await chat(server, token)).toMatchObject({ status: 200 });
      expect(await server.process.stop('SIGTERM')).toBe(0);
      const again = await startGatewayServer({ databasePath: server.databasePath });
      expect((await again.api('GET', '/api/requests')).data).toHaveLength(2);
    },
  );
});
