import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { type GatewayServer, startGatewayServer } from './gateway-server.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 100 };

interface CommandEnd {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** On the machine of the server, in the environment of the server. */
async function restore(server: GatewayServer, file: string, ...options: string[]): Promise<CommandEnd> {
  const env = {
    PATH: process.env.PATH,
    JIGAP_ENV_FILE: 'none',
    JIGAP_LANGUAGE: 'en',
    JIGAP_TIME_ZONE: 'Asia/Seoul',
    JIGAP_DATABASE: server.databasePath,
  };
  const command = [join(ROOT, 'src/cli/jigap.js'), 'restore', ...options, file];
  const { error, stdout, stderr } = await promisify(execFileWithCode)(command, env);
  return { code: error, out: stdout, errors: stderr };
}

function execFileWithCode(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  done: (error: null, end: { error: number; stdout: string; stderr: string }) => void,
): void {
  execFile(process.execPath, command, { cwd: ROOT, env }, (failed, stdout, stderr) =>
    done(null, { error: typeof failed?.code === 'number' ? failed.code : failed === null ? 0 : 1, stdout, stderr }),
  );
}

const backupsOf = ({ databasePath }: GatewayServer) => {
  const folder = join(dirname(databasePath), 'backups');
  return readdirSync(folder).map((name) => join(folder, name));
};

/** Calls until it is told to stop, at several places at once. @returns how many were answered */
function keepCalling({ url }: GatewayServer, token: string, places: number) {
  let isOver = false;
  let answered = 0;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const call = async () => {
    while (!isOver) {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers,
        body: JSON.stringify(CHAT),
      });
      if (response.status === 200) answered += 1;
      await response.text();
    }
  };
  const running = Array.from({ length: places }, () => call().catch(() => {}));
  return {
    answered: () => answered,
    stop: async () => {
      isOver = true;
      await Promise.all(running);
    },
  };
}

test(
  'a server that is killed under load in the middle of a backup is restored with every call in its books',
  LONG_RUN,
  async () => {
    const server = await startGatewayServer({
      env: {
        JIGAP_WALLET_MONTHLY_USD: '1000',
        JIGAP_STUDENT_WEEKLY_USD: '1000',
        JIGAP_STUDENT_REQUESTS_PER_MINUTE: '1000000',
      },
    });
    const token = await server.newStudent();
    const load = keepCalling(server, token, 8);
    await expect.poll(load.answered, { timeout: 60_000 }).toBeGreaterThan(20);
    const made = await server.api('POST', '/api/backups');
    expect(made).toMatchObject({ made_by: 'owner' });
    const atBackup = load.answered();
    await expect.poll(load.answered, { timeout: 60_000 }).toBeGreaterThan(atBackup + 20);
    // Killed while the next one is made; what is there under the name of a backup is a whole one.
    const interrupted = server.api('POST', '/api/backups').catch(() => null);
    await server.process.stop('SIGKILL');
    await interrupted;
    await load.stop();
    for (const path of backupsOf(server).filter((name) => name.endsWith('.db'))) {
      const backup = new Database(path, { readonly: true });
      expect(backup.pragma('integrity_check', { simple: true })).toBe('ok');
      backup.close();
    }

    const file = join(dirname(server.databasePath), 'backups', made.name);
    const unanswered = await restore(server, file);
    expect([unanswered.code, unanswered.errors]).toEqual([2, expect.stringContaining('--yes')]);
    expect(unanswered.out).toMatch(/After the backup came \d+ calls of [\d.]+ USD/);
    expect(await restore(server, file, '--yes')).toMatchObject({ code: 0, errors: '' });

    const again = await startGatewayServer({ databasePath: server.databasePath });
    const check = await again.api('POST', '/api/check');
    expect(check).toMatchObject({ ok: true, holds: 0, faults: [] });
    // Each answer that a student got is a record; those that the kill cut off are, too.
    expect(check.records).toBeGreaterThanOrEqual(load.answered());
    expect(check.records).toBeLessThanOrEqual(load.answered() + 8);
    const { data } = await again.api('GET', '/api/incidents?open=true&limit=200');
    expect(data.filter(({ kind }: { kind: string }) => kind === 'database_restored')).toHaveLength(1);
    const more = keepCalling(again, token, 1);
    await expect.poll(more.answered, { timeout: 60_000 }).toBeGreaterThan(0);
    await more.stop();
  },
);

test('a restore refuses while the server runs, and the server does not notice', LONG_RUN, async () => {
  const server = await startGatewayServer();
  const { name } = await server.api('POST', '/api/backups');
  const refused = await restore(server, join(dirname(server.databasePath), 'backups', name), '--yes');
  expect(refused).toMatchObject({ code: 3, out: '', errors: expect.stringContaining('another jigap is using') });
  expect(await server.api('POST', '/api/check')).toMatchObject({ ok: true });
});
