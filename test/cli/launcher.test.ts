import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type EndedProcess, endOf } from '../support/ended-process.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

/** What a Node 20 is to the launcher: one that cannot read TypeScript. */
const OLD_NODE = [process.execPath, '--no-experimental-strip-types'] as const;
const REPOSITORY = join(import.meta.dirname, '../..');
const PACKAGE = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));

function start(folder: string, words: readonly string[], [node, ...options]: readonly string[] = OLD_NODE) {
  const entry = join(folder, PACKAGE.bin.jigap);
  const child = spawn(node ?? '', [...options, entry, ...words], { env: {}, stdio: 'pipe' });
  return { child, ended: endOf(child) };
}

test.each([
  ['the Node that reads TypeScript', [process.execPath]],
  ['an older Node, which runs the newer one that `npm ci` brings', OLD_NODE],
])('the linked command works with %s', async (_which, node) => {
  const [version, wrong] = await Promise.all([
    start(REPOSITORY, ['--version'], node).ended,
    start(REPOSITORY, ['student', 'no-such-command'], node).ended,
  ]);
  expect(version).toEqual({ exitCode: 0, signal: null, out: `${PACKAGE.version}\n`, error: '' });
  expect(wrong).toMatchObject({ exitCode: 2, signal: null, out: '' });
  expect(wrong.error).toContain("unknown command 'no-such-command'");
});

/** The launcher alone, over a command that does what a test needs. */
function project(command: string, { hasNode = true } = {}): string {
  const folder = tempFolderForThisTest();
  for (const inside of ['src/cli', 'node_modules/.bin', 'config']) mkdirSync(join(folder, inside), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  cpSync(join(REPOSITORY, 'src/launch'), join(folder, 'src/launch'), { recursive: true });
  for (const file of [PACKAGE.bin.jigap, 'config/node-releases.json'])
    copyFileSync(join(REPOSITORY, file), join(folder, file));
  writeFileSync(join(folder, 'src/cli/jigap.ts'), command);
  if (hasNode) symlinkSync(process.execPath, join(folder, 'node_modules/.bin/node'));
  return folder;
}

function waits(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.stdout?.once('data', () => resolve()));
}

test('arguments and input reach the command as they are', async () => {
  const folder = project(`
    process.stdin.pipe(process.stdout);
    process.stderr.write(JSON.stringify(process.argv.slice(2) as string[]));`);
  const { child, ended } = start(folder, ['a b', '--c="d"', '']);
  child.stdin.end('y\n');
  expect(await ended).toEqual({ exitCode: 0, signal: null, out: 'y\n', error: '["a b","--c=\\"d\\"",""]' });
});

test.each<[string, string, Partial<EndedProcess>]>([
  ['dies of it', '', { exitCode: null, signal: 'SIGTERM' }],
  ['ends in its own way', `process.on('SIGTERM', () => process.exit(7));`, { exitCode: 7, signal: null }],
])('a signal is the command’s: it %s, and so does the launcher', async (_how, handler, end) => {
  const folder = project(`${handler}
    setInterval(() => {}, 1000);
    process.stdout.write('waiting' as string);`);
  const { child, ended } = start(folder, []);
  await waits(child);
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ ...end, error: '' });
});

test('one line says what is missing when no usable Node is found', async () => {
  const folder = project('', { hasNode: false });
  const { exitCode, out, error } = await start(folder, ['--version']).ended;
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  expect(error).toBe(
    `jigap: it takes Node 24 and this is ${process.version}: run \`npm ci\` in ${folder}/, which brings one\n`,
  );
});
