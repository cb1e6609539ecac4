import { once } from 'node:events';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lanUrls } from '../../../src/ops/lan-addresses.ts';
import { ListenError, listenError } from '../../../src/ops/listen-error.ts';
import { spawnGateway } from '../../support/gateway-process.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { runningUrl } from '../../support/server-process.ts';
import { newSignal } from '../../support/signal.ts';
import { startCommand } from '../../support/start-command.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { onChat, sendChat, spawnServer, startGatewayServer } from './gateway-server.ts';

/** What a process says that does not start, and its exit code. */
async function refusal(env: Readonly<Record<string, string>>): Promise<{ code: number | null; output: string }> {
  const process = spawnServer(env);
  const output = await process.prints(/jigap did not start: .*\n/);
  // A signal that changes nothing: it ends by itself.
  return { code: await process.stop('SIGCONT'), output };
}

test('a second process on the same database ends with a sentence; the first one goes on', async () => {
  const first = await startGatewayServer();
  const second = await refusal({ JIGAP_DATABASE: first.databasePath });
  expect(second.code).toBe(1);
  expect(second.output).toBe(
    `jigap did not start: another jigap is using ${first.databasePath}: stop it first, or give this one a database of its own with JIGAP_DATABASE\n`,
  );
  const client = await connectRaw(first.url);
  await sendChat(client, await first.newStudent());
  expect((await client.response()).status).toBe(200);
});

test('a first start on a taken port ends with one line, and does not use up the owner token', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const env = { JIGAP_DATABASE: join(tempFolderForThisTest(), 'jigap.db'), JIGAP_OWNER_TOKEN: '', OPENAI_API_KEY: '' };
  const { code, output } = await refusal({ ...env, JIGAP_PORT: String(port) });
  expect(code).toBe(1);
  expect(output).toBe(
    `jigap did not start: port ${port} on 127.0.0.1 is used by another program: stop it, or choose another with JIGAP_PORT=${port < 65_535 ? port + 1 : port - 1}\n`,
  );
  const server = spawnServer(env);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const [url = ''] = /http:\/\/\S+/.exec(await server.prints(/running at \S+\n/)) ?? [];
  const token = (await server.prints(/^ {2}jgo_\S+\n/m)).trim();
  await server.prints(new RegExp(`^ {2}${url}/dashboard\n`, 'm'));
  await server.prints(/In another terminal/);
  expect((await fetch(`${url}/api/classes`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
});

test('an address of another machine ends the start with the name of the setting', LONG_RUN, async () => {
  const JIGAP_DATABASE = join(tempFolderForThisTest(), 'jigap.db');
  const { code, output } = await refusal({ JIGAP_DATABASE, JIGAP_HOST: '192.0.2.1' });
  expect(code).toBe(1);
  expect(output).toMatch(/^jigap did not start: JIGAP_HOST=192\.0\.2\.1 is not an address of this machine: [^\n]*\n$/);
});

test.each([
  ['EACCES', 80, /^this user may not listen on port 80 of h: .*JIGAP_PORT=8080$/],
  ['ENOTFOUND', 8080, /^JIGAP_HOST=h is not an address of this machine/],
  ['EADDRINUSE', 65_535, /JIGAP_PORT=65534$/],
])('%s is a sentence for the owner', (code, port, sentence) => {
  const fault = listenError(Object.assign(new Error('listen'), { code }), { host: 'h', port });
  expect(fault).toBeInstanceOf(ListenError);
  expect((fault as ListenError).message).toMatch(sentence);
});

test('a key in the place of the address is not repeated', () => {
  const fault = listenError(Object.assign(new Error('listen'), { code: 'ENOTFOUND' }), {
    host: 'sk-proj-abc',
    port: 1,
  });
  expect((fault as Error).message).toMatch(/^JIGAP_HOST=/);
  expect((fault as Error).message).not.toContain('sk-proj-abc');
});

test('an unexpected error of a start is reported unchanged', () => {
  const fault = new Error('listen');
  expect(listenError(fault, { host: 'h', port: 1 })).toBe(fault);
});

test('a killed process leaves no lock behind, and the next start shows the owner the open holds', async () => {
  const first = await startGatewayServer();
  const client = await connectRaw(first.url);
  const reached = newSignal();
  first.upstream.always(
    onChat(async (_call, act) => {
      reached.fire();
      await act.hang();
    }),
  );
  await sendChat(client, await first.newStudent());
  await reached.reached;
  await first.process.stop('SIGKILL');

  const second = await startGatewayServer({ databasePath: first.databasePath });
  // The log goes out a moment after the line that says where it runs.
  await second.process.prints(/the last process died with calls running/);
  const { data } = await second.api('GET', '/api/incidents?open=true');
  expect(data).toMatchObject([{ kind: 'crash', refunded_usd: 0 }]);
  const { refunded_usd } = await second.api('POST', `/api/incidents/${data[0].id}/refund`, {});
  expect(refunded_usd).toBe(data[0].charged_usd);
});

test('a killed process leaves what it compiled for the next start', LONG_RUN, async () => {
  const NODE_COMPILE_CACHE = tempFolderForThisTest();
  const first = await startGatewayServer({ env: { NODE_COMPILE_CACHE } });
  const client = await connectRaw(first.url);
  await sendChat(client, await first.newStudent());
  expect((await client.response()).status).toBe(200);
  await first.process.stop('SIGKILL');
  expect(readdirSync(NODE_COMPILE_CACHE, { recursive: true }).length).toBeGreaterThan(500);
  await startGatewayServer({ databasePath: first.databasePath, env: { NODE_COMPILE_CACHE } });
});

test('a file that is not a database ends the start with a sentence and without a stack', LONG_RUN, async () => {
  const path = join(tempFolderForThisTest(), 'diary.db');
  writeFileSync(path, 'my diary, not a database\n'.repeat(100));
  const { code, output } = await refusal({ JIGAP_DATABASE: path });
  expect(code).toBe(1);
  expect(output).toContain(`cannot use ${path}: file is not a database.`);
  expect(output).not.toContain('    at ');
});

test(
  'a file of settings that others may read is used, warned of by its path, and never printed',
  LONG_RUN,
  async () => {
    const folder = tempFolderForThisTest();
    const file = join(folder, 'settings.env');
    const key = 'sk-proj-NobodysKeyInAFileOfSettings0123456789';
    writeFileSync(file, `OPENAI_API_KEY=${key}\nJIGAP_LANGUAGE=ko\n`);
    chmodSync(file, 0o644);
    const env = {
      JIGAP_ENV_FILE: file,
      JIGAP_DATABASE: join(folder, 'jigap.db'),
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    };
    const server = spawnGateway({
      command: startCommand(),
      env,
    });
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    await server.prints(/other users of this machine may read this file of settings/);
    await server.prints(/jigap 서버가 실행 중입니다/);
    expect(server.printed()).toContain(file);
    expect(server.printed()).not.toContain(key);
  },
);

test('a start says where students reach it: the address that is set, else those of the network', LONG_RUN, async () => {
  const JIGAP_DATABASE = join(tempFolderForThisTest(), 'jigap.db');
  const start = async (env: Readonly<Record<string, string>>) => {
    const server = spawnServer({ JIGAP_DATABASE, ...env });
    onTestFinished(async () => void (await server.stop('SIGKILL')));
    const url = await runningUrl(server);
    await server.prints(/\/dashboard\n/);
    await server.stop();
    return { url, printed: server.printed() };
  };
  expect((await start({ JIGAP_PUBLIC_URL: 'https://class.example' })).printed).toContain('\n  https://class.example\n');
  const { url, printed } = await start({ JIGAP_HOST: '0.0.0.0' });
  const shown = printed.split('\n').filter((line) => /^ {2}http:\/\/[\d.:]+$/.test(line));
  expect(shown).toEqual(lanUrls('0.0.0.0', url).map((each) => `  ${each}`));
});

test('a wrong setting ends the start with its name', async () => {
  const { code, output } = await refusal({
    JIGAP_DATABASE: join(tempFolderForThisTest(), 'x.db'),
    JIGAP_PORT: 'eighty',
  });
  expect(code).toBe(1);
  expect(output).toContain('the settings have 1 error');
});

test.each([
  ['--help', 0, ''],
  ['--port=9000', 2, 'jigap did not start: it does not know --port=9000\n'],
])('the argument %s is answered with where the settings are', LONG_RUN, async (argument, code, fault) => {
  const server = spawnServer({}, argument);
  await server.prints(/npm run jigap -- --help\n/);
  expect(await server.stop('SIGCONT')).toBe(code);
  expect(server.printed()).toBe(
    `${fault}The server takes no arguments. Its settings are environment variables, listed in config/example.env:\n` +
      '  JIGAP_PORT=9000 npm start\nWhat the owner does while it runs is another command:\n  npm run jigap -- --help\n',
  );
});
