import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SERVER_FILE } from '../../support/gateway-process.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { freePort, runningUrl, type ServerProcess, startServer } from '../../support/server-process.ts';
import { startCommand } from '../../support/start-command.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { leaksIn, SECRETS } from './canaries.ts';

const ROOT = join(import.meta.dirname, '../../..');
const BY_HAND = [process.execPath, SERVER_FILE];

interface Started {
  readonly server: ServerProcess;
  /** Where Node would open its debugger. */
  readonly debuggerPort: number;
}

async function start(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Started> {
  const debuggerPort = await freePort();
  const [node = '', ...args] = command;
  const server = startServer({
    command: [node, ...args],
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      JIGAP_ENV_FILE: 'none',
      JIGAP_PORT: '0',
      JIGAP_DATABASE: join(tempFolderForThisTest(), 'jigap.db'),
      JIGAP_OWNER_TOKEN: SECRETS['owner token'],
      OPENAI_API_KEY: SECRETS.key,
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      ...env,
      NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} --inspect-port=${debuggerPort}`,
    },
  });
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  return { server, debuggerPort };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    onTestFinished(() => void socket.destroy());
  });
}

/** A Node without options: when it has opened its debugger, any other would have done so, too. */
async function openOneElsewhere(): Promise<void> {
  const port = await freePort();
  const script = `process.stdout.write('up\\n'); setInterval(() => {}, 1000);`;
  const command = [process.execPath, `--inspect-port=${port}`, '-e', script];
  const node = startServer({ command, cwd: ROOT, env: {} });
  onTestFinished(async () => {
    await node.stop('SIGKILL');
  });
  await node.prints(/up\n/);
  void node.stop('SIGUSR1');
  await node.prints(/Debugger listening/);
  expect(await isOpen(port)).toBe(true);
}

test.each([
  ['npm start', startCommand()],
  ['hand, without an option of Node', BY_HAND],
])('SIGUSR1 opens no debugger in a server that was started by %s, and does not end it', async (_how, command) => {
  const { server, debuggerPort } = await start(command);
  const url = await runningUrl(server);
  void server.stop('SIGUSR1');
  await openOneElsewhere();
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect(await isOpen(debuggerPort)).toBe(false);
  expect(server.hasEnded()).toBe(false);
  expect(server.printed()).not.toContain('Debugger listening');
});

test('the Dockerfile and npm start run the server by the same launcher', () => {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  expect(dockerfile).toMatch(/^CMD \["node", "src\/launch\/start\.js"\]$/m);
  expect(startCommand().slice(1)).toEqual(['src/launch/start.js']);
});

for (const [name, option] of [
  ['--inspect', '--inspect=127.0.0.1:0'],
  ['--heapsnapshot-signal', '--heapsnapshot-signal=SIGUSR2'],
  ['--heapsnapshot-near-heap-limit', '--heapsnapshot_near_heap_limit=3'],
  ['--abort-on-uncaught-exception', '--abort-on-uncaught-exception'],
  ['--tls-keylog', '--tls-keylog=/dev/null'],
] as const) {
  test(`a server that has the key refuses to start with ${name}`, name === '--inspect' ? {} : LONG_RUN, async () => {
    const { server } = await start(BY_HAND, { NODE_OPTIONS: option });
    const output = await server.prints(/jigap did not start: [\s\S]*start without it\n/);
    expect(output).toContain(`- ${name} (an option of Node)`);
    expect(await server.stop('SIGCONT')).toBe(1);
    expect(leaksIn(server.printed(), SECRETS)).toEqual([]);
  });
}

test('options of the command line are refused like those of NODE_OPTIONS', LONG_RUN, async () => {
  const { server } = await start([process.execPath, '--inspect=127.0.0.1:0', SERVER_FILE]);
  expect(await server.prints(/jigap did not start: [\s\S]*start without it\n/)).toContain('- --inspect ');
  expect(await server.stop('SIGCONT')).toBe(1);
});

test('without a key, a developer may debug', LONG_RUN, async () => {
  const { server } = await start(BY_HAND, { NODE_OPTIONS: '--inspect=127.0.0.1:0', OPENAI_API_KEY: '' });
  await server.prints(/running at \S+\n/);
});
