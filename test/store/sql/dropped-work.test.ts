import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../../src/store');
const GENERATOR = /^ *(?:export )?(?:function)?\* ?(#?\w+)[<(]/gm;
/** Also a field that holds a function. */
const PLAIN =
  /^(?: {2}|(?:export )?(?:async )?function )(?:async |static |get |readonly )*(#?\w+)(?:<[^>\n]*>)?(?:: \(|\([^\n]*\)?[^\n]*\{$)/gm;
/** Also methods of maps, lists and streams: a call counts where its receiver is one of ours. */
const OF_OTHERS = ['add', 'delete', 'find', 'get', 'remove', 'set', 'write'];
const OURS =
  /(?:^|[.#])(?:audit|settings|invalidation|requests|classes|students|tokens|topUps|limits|outbox|incidents|rows)$/;
/** A statement that is a call, of a method or of a function. */
const STATEMENT = /(?<!(?:=>|[=(,:?&|])\n)^ {4,}(?:if \([^\n]*\) |else )?((?:[\w#]+\.)*)(#?\w+)\(/gm;

function sources(): Map<string, string> {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return new Map(names.map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
}

const namesIn = (texts: Iterable<string>, pattern: RegExp) =>
  new Set([...texts].flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)));

/** Work is a generator: one that nobody runs does nothing, and no compiler says so. @returns calls, each with its file */
function findDropped(files: ReadonlyMap<string, string>): string[] {
  const sql = [...files].filter(([name]) => name.startsWith('sql/')).map(([, text]) => text);
  const works = namesIn(sql, GENERATOR);
  const plain = namesIn(files.values(), PLAIN);
  return [...files]
    .filter(([name]) => name.startsWith('sql/'))
    .flatMap(([name, text]) =>
      [...text.matchAll(STATEMENT)].flatMap(([, receiver = '', called = '']) => {
        const isOurs = OURS.test(receiver.slice(0, -1));
        const isWork = works.has(called) && (isOurs || !(plain.has(called) || OF_OTHERS.includes(called)));
        return isWork ? [`${name}: ${receiver}${called}`] : [];
      }),
    );
}

test('no work is made and not run', () => {
  expect(findDropped(sources())).toEqual([]);
});

test.each([
  ['sql/access/tokens.ts', 'audit'],
  ['sql/journal/journal.ts', 'settings.set'],
  ['sql/access/students.ts', 'invalidation.apply'],
  ['sql/access/joining.ts', 'requests.delete'],
])('a forgotten yield* is found: %s, %s', (name, call) => {
  const files = sources();
  const text = files.get(name) ?? '';
  const forgotten = new RegExp(`^( +(?:if \\([^\\n]*\\) |else )?)yield\\* (?=[^\\n]*${call.replace('.', '\\.')})`, 'm');
  expect(text).toMatch(forgotten);
  files.set(name, text.replace(forgotten, '$1'));
  expect(findDropped(files)).toHaveLength(1);
});
