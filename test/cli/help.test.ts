import type { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { jigap } from './in-process.ts';
import { type StubApi, startStubApi } from './stub-api.ts';

let api: StubApi;
beforeEach(async () => {
  api = await startStubApi();
});
afterEach(() => api.close());

const NO_SETTINGS = {
  settings: () => {
    throw new Error('help needs no settings');
  },
};

test('help documents the environment and every exit code, and needs no settings', async () => {
  const { exitCode, out } = await jigap(api.url, ['help'], NO_SETTINGS);
  expect(exitCode).toBe(0);
  for (const word of ['JIGAP_URL', 'JIGAP_OWNER_TOKEN', 'OPENAI_API_KEY']) expect(out).toContain(word);
  for (const code of [0, 1, 2, 3, 4, 5]) expect(out).toMatch(new RegExp(`^ {2}${code} {2}\\w`, 'm'));
});

test('--version prints the version of the package', async () => {
  const { exitCode, out } = await jigap(api.url, ['--version'], NO_SETTINGS);
  expect({ exitCode, out }).toEqual({ exitCode: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test('every command has an example in its help, and every example works', async () => {
  const silent = {
    language: 'en' as const,
    ...{ ...NO_SETTINGS, writeOut: () => {}, writeError: () => {}, ask: null },
    readFile: async () => Buffer.from(''),
    createFile: async () => async () => {},
    createDownload: async () => ({ write: async () => {}, finish: async () => {}, discard: async () => {} }),
    runProgram: async () => 0,
  };
  const commands = commandsWithAction(buildProgram(silent), []);
  expect(commands.length).toBeGreaterThanOrEqual(29);
  for (const words of commands) {
    const help = await jigap(api.url, [...words, '--help'], NO_SETTINGS);
    const examples = [...help.out.matchAll(/^ {2}\$ jigap (.+)$/gm)].map(([, line]) => wordsOf(line ?? ''));
    expect(examples.length, words.join(' ')).toBeGreaterThan(0);
    for (const example of examples) {
      expect(example.slice(0, words.length)).toEqual(words);
      expect(await jigap(api.url, example), example.join(' ')).toMatchObject({ exitCode: 0, error: '' });
    }
  }
});

/** As a shell splits them. */
function wordsOf(line: string): string[] {
  return (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
}

/** Commands that do something themselves: all leaves, and those that have leaves too. */
const WITH_LEAVES: readonly (string | undefined)[] = ['incidents', 'settings', 'me'];

function commandsWithAction(command: Command, path: readonly string[]): string[][] {
  const inner = command.commands.flatMap((child) => commandsWithAction(child, [...path, child.name()]));
  return inner.length === 0 || WITH_LEAVES.includes(path[0]) ? [[...path], ...inner] : inner;
}
