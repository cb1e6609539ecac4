import Database from 'better-sqlite3';
import { beforeEach, expect, test, vi } from 'vitest';
import { StorageError } from '../../../src/store/errors.ts';
import type { SqlWork } from '../../../src/store/sql/sql-work.ts';
import { CommitGroup } from '../../../src/store/sqlite/engine/commit-group.ts';

let sqlite: Database.Database;
let group: CommitGroup;
let statements: string[];
const forget = vi.fn();

beforeEach(() => {
  forget.mockClear();
  statements = [];
  sqlite = new Database(':memory:', { verbose: (sql) => statements.push(String(sql)) });
  sqlite.pragma('foreign_keys = ON');
  sqlite.exec(`CREATE TABLE notes (text TEXT PRIMARY KEY) STRICT;
    CREATE TABLE replies (note TEXT REFERENCES notes (text) DEFERRABLE INITIALLY DEFERRED) STRICT`);
  group = new CommitGroup(sqlite, forget);
});

/** Work without a statement of its own. */
function atOnce<Result>(work: () => Result): () => SqlWork<Result> {
  // biome-ignore lint/correctness/useYield: it runs its statements by itself
  return function* () {
    return work();
  };
}

const add = (text: string) =>
  group.write(atOnce(() => sqlite.prepare('INSERT INTO notes VALUES (?)').run(text).changes));
/** Is only found out at the COMMIT. */
const addOrphan = () => group.write(atOnce(() => sqlite.prepare(`INSERT INTO replies VALUES ('no such note')`).run()));
const notes = () => sqlite.prepare('SELECT text FROM notes ORDER BY text').pluck().all();

test('runs all jobs of one turn in one transaction, in order', async () => {
  const seen: unknown[] = [];
  const look = () => group.write(atOnce(() => seen.push(notes())));
  await Promise.all([add('a'), look(), add('b'), look()]);
  expect(seen).toEqual([['a'], ['a', 'b']]);
  expect(statements.filter((sql) => /^(BEGIN|COMMIT)/.test(sql))).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
});

test('commits the other jobs when one fails', async () => {
  const results = await Promise.allSettled([add('a'), add('b'), add('a'), add('c')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(results[2]).toMatchObject({ reason: expect.any(StorageError) });
  expect(notes()).toEqual(['a', 'b', 'c']);
  expect(sqlite.inTransaction).toBe(false);
});

test('writes the other jobs in one transaction more, however many fail', async () => {
  await add('taken');
  statements = [];
  const results = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => add(n % 2 === 0 ? 'taken' : `${n}`)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
  expect(notes()).toHaveLength(26);
  expect(statements.filter((sql) => /^(BEGIN|COMMIT|ROLLBACK$)/.test(sql))).toEqual([
    ...['BEGIN IMMEDIATE', 'ROLLBACK'],
    ...['BEGIN IMMEDIATE', 'COMMIT'],
  ]);
});

test('undoes what a job wrote before it failed, and nothing of its neighbours', async () => {
  const writeAndFail = group.write(
    atOnce(() => {
      sqlite.prepare('INSERT INTO notes VALUES (?)').run('half');
      throw new Error('the second half fails');
    }),
  );
  const results = await Promise.allSettled([add('a'), writeAndFail, add('b')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(notes()).toEqual(['a', 'b']);
});

test('keeps what a job left to be written, and drops what a failed one left', async () => {
  let unsaved: string[] = [];
  const save = () => {
    for (const text of unsaved.splice(0)) sqlite.prepare('INSERT INTO notes VALUES (?)').run(text);
  };
  const saving = new CommitGroup(sqlite, () => (unsaved = []), save);
  const leave = (text: string, fails = false) =>
    saving.write(
      atOnce(() => {
        unsaved.push(text);
        if (fails) throw new Error('not this one');
      }),
    );
  await Promise.allSettled([leave('a'), leave('b', true), leave('c')]);
  expect(notes()).toEqual(['a', 'c']);
});

test('passes an error of the domain on as it is', async () => {
  const problem = new Error('there is no such note');
  const results = await Promise.allSettled([
    add('a'),
    group.write(
      atOnce(() => {
        throw problem;
      }),
    ),
  ]);
  expect(results).toEqual([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: problem },
  ]);
});

test('gives each job a transaction of its own when a COMMIT fails', async () => {
  const results = await Promise.allSettled([add('a'), addOrphan(), add('b')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(notes()).toEqual(['a', 'b']);
  expect(sqlite.prepare('SELECT count(*) FROM replies').pluck().get()).toBe(0);
});

test('rejects all jobs when no COMMIT succeeds, empties the caches, and runs later ones', async () => {
  const { page_count } = sqlite.prepare('PRAGMA page_count').get() as { page_count: number };
  sqlite.pragma(`max_page_count = ${page_count}`);
  const large = (letter: string) => add(letter.repeat(10_000));
  const results = await Promise.allSettled([large('a'), large('b'), large('c')]);
  expect(results.map((result) => result.status === 'rejected' && (result.reason as Error).message)).toEqual(
    Array(3).fill('the database failed: database or disk is full (SQLITE_FULL)'),
  );
  expect(forget).toHaveBeenCalled();
  expect(notes()).toEqual([]);
  sqlite.pragma('max_page_count = 1000');
  await Promise.all([large('a'), add('b')]);
  expect(notes()).toHaveLength(2);
});

test('resolves a promise only after the commit', async () => {
  const written = add('a').then(() => sqlite.inTransaction);
  expect(notes()).toEqual([]);
  expect(await written).toBe(false);
  expect(notes()).toEqual(['a']);
});

test('shows a reader what was queued before it', async () => {
  const written = add('a');
  expect(await group.read(atOnce(notes))).toEqual(['a']);
  await written;
});

test('rejects a write that must survive while the file is not in its place, and runs the others', async () => {
  let inPlace = false;
  const guarded = new CommitGroup(sqlite, forget, undefined, () => inPlace);
  const insert = (text: string) => sqlite.prepare('INSERT INTO notes VALUES (?)').run(text).changes;
  const ends = await Promise.allSettled([
    guarded.write(atOnce(() => insert('a hold'))),
    guarded.writeSoon(atOnce(() => insert('a settlement'))),
    guarded.write(atOnce(() => insert('another hold'))),
  ]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  expect(ends[0]).toMatchObject({ reason: expect.any(StorageError) });
  expect(notes()).toEqual(['a settlement']);
  inPlace = true;
  await expect(guarded.write(atOnce(() => insert('a hold')))).resolves.toBe(1);
});

test('does not acknowledge a write when the file loses its place during the commit', async () => {
  let inPlace = true;
  const guarded = new CommitGroup(
    sqlite,
    forget,
    () => {
      inPlace = false;
    },
    () => inPlace,
  );
  const insert = () => sqlite.prepare(`INSERT INTO notes VALUES ('a hold')`).run().changes;
  await expect(guarded.write(atOnce(insert))).rejects.toThrow(StorageError);
});
