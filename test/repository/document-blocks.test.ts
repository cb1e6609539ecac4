import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { clientSettings } from '../cli/in-process.ts';
import { blocksOf, comparableCode, DOCUMENTS, jigapCommands, kindOf, PAIRS, readDocument } from './document-blocks.ts';

/** Running every block takes minutes: `npm run test:documents` does it. This is what can be said at once. */
describe('the blocks of the documents', () => {
  test.each(DOCUMENTS)('%s has only blocks that a test can run', (document) => {
    expect(() => blocksOf(document).map(kindOf)).not.toThrow();
  });

  test.each(PAIRS)('%s and %s have the same blocks, in the same order', (english, korean) => {
    expect(blocksOf(korean).map(comparableCode)).toEqual(blocksOf(english).map(comparableCode));
  });

  test.each(PAIRS)('%s and %s have as many headings of each level', (english, korean) => {
    expect(headingLevels(korean)).toEqual(headingLevels(english));
  });

  test.each(DOCUMENTS)('%s names only commands and options that jigap has', (document) => {
    const unknown = jigapCommands(document).flatMap(({ line, words }) => {
      const problem = problemOf(words);
      return problem === null ? [] : [`${document}:${line}: jigap ${words.join(' ')}: ${problem}`];
    });
    expect(unknown).toEqual([]);
  });

  test('are found with their lines, and told apart', () => {
    const text = 'a\n```sh\nA=1\nB=2\n```\n\n```sh\nA=1 npm start\n```\n```js\n```\n';
    const blocks = blocksOf('x.md', text);
    expect(blocks.map(({ line }) => line)).toEqual([3, 8, 11]);
    expect(blocks.map(kindOf)).toEqual(['environment', 'shell', 'node']);
    expect(() => blocksOf('x.md', '```sh\n')).toThrow('x.md:2: this block has no end');
    expect(() => kindOf({ document: 'x.md', line: 3, language: 'ruby', code: '' })).toThrow('x.md:3: "ruby"');
  });

  test('compare equal only with the same commands', () => {
    const block = (code: string) => comparableCode({ document: 'x.md', line: 1, language: 'sh', code });
    expect(block('jigap student add "김민지"   # 추가\n')).toBe(block('jigap student add "Kim Minji" # one\n'));
    expect(block('JIGAP_LANGUAGE=ko npm start\n')).toBe(block('npm start\n'));
    expect(block('jigap usage --by class\n')).not.toBe(block('jigap usage --by student\n'));
  });

  test('a command or option that jigap has not is found', () => {
    expect(problemOf(['student', 'remov', 'x'])).toMatch('no command "remov"');
    expect(problemOf(['usage', '--per', 'student'])).toMatch('no option --per');
    expect(problemOf(['usage', '--by', 'student'])).toBeNull();
    expect(jigapCommands('README.md').length).toBeGreaterThan(10);
  });
});

function headingLevels(document: string): number[] {
  const text = readDocument(document).replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length);
}

const PROGRAM = buildProgram({
  language: 'en',
  settings: () => clientSettings('', { ownerToken: null, apiToken: null }),
  writeOut: () => undefined,
  writeError: () => undefined,
  readFile: async () => Buffer.alloc(0),
  createFile: async () => async () => undefined,
  createDownload: async () => ({ write: async () => {}, finish: async () => {}, discard: async () => {} }),
  runProgram: async () => 0,
  ask: null,
});

/** Why a command line cannot be right, as far as its words say; null: nothing is wrong with it. */
function problemOf(words: readonly string[]): string | null {
  let command: Command = PROGRAM;
  for (const [index, word] of words.entries()) {
    if (word.startsWith('-')) break;
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) {
      if (command.commands.length > 0) return `there is no command "${words.slice(0, index + 1).at(-1)}"`;
      break;
    }
    command = next;
  }
  const known = [...PROGRAM.options, ...command.options].flatMap(({ long, short }) => [long, short]);
  const unknown = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*$/, ''));
  const wrong = unknown.find((option) => option !== '--help' && !known.includes(option));
  return wrong === undefined ? null : `there is no option ${wrong}`;
}
