import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  EDGES,
  findSourceProblems,
  findStyleSheetProblems,
  findTestProblems,
  MAX_LINES,
} from './support/source-rules.ts';
import { scanSource } from './support/source-scan.ts';

/** Opens an insertion in the template strings of the made-up sources. */
const INSERT = '$' + '{';
const ROOT = join(import.meta.dirname, '..');

/** Paths below a folder of the repository, with slashes. */
function filesOf(folder: string, named = /\.[cm]?[jt]s$/): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && named.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.split(sep).includes('node_modules'))
    .map((path) => path.slice(join(ROOT, folder).length + 1).replaceAll(sep, '/'));
}

describe('the architecture', () => {
  test('every source file keeps the rules', () => {
    const files = filesOf('src');
    expect(files).toContain('ledger/money.ts');
    const problems = files.flatMap((path) => findSourceProblems(path, readFileSync(join(ROOT, 'src', path), 'utf8')));
    expect(problems).toEqual([]);
  });

  test('every style sheet is short enough to read', () => {
    const files = filesOf('src', /\.css$/);
    expect(files).toContain('pages/assets/css/base.css');
    const problems = files.flatMap((path) =>
      findStyleSheetProblems(path, readFileSync(join(ROOT, 'src', path), 'utf8')),
    );
    expect(problems).toEqual([]);
  });

  test('ARCHITECTURE.md shows the table of who may import whom', () => {
    const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    const table = text.slice(text.indexOf('Who may import whom'), text.indexOf('## Request flow'));
    const rows = table.split('\n').filter((line) => line.startsWith('|'));
    const cell = (parts: readonly string[] = []) => (parts.length === 0 ? ' ' : ` ${parts.join(', ')} `);
    const expected = Object.entries(EDGES).map(([part, { any, types }]) => `| ${part} |${cell(any)}|${cell(types)}|`);
    expect(rows.slice(2)).toEqual(expected);
  });

  test('no test is switched off', () => {
    const files = filesOf('test');
    expect(files).toContain('architecture.test.ts');
    expect(files.flatMap((path) => findTestProblems(path, readFileSync(join(ROOT, 'test', path), 'utf8')))).toEqual([]);
  });
});

describe('findSourceProblems reports', () => {
  test.each([
    ['gateway -> api', 'gateway/forward.ts', `import { page } from '../api/paging.ts';`, 'may not import api'],
    ['gateway -> pages', 'gateway/forward.ts', `import type { Page } from '../pages/page.ts';`, 'may not import pages'],
    ['api -> gateway', 'api/classes.ts', `export * from '../gateway/forward.ts';`, 'may not import gateway'],
    ['ledger -> a running store', 'ledger/holds.ts', `import { StorageError } from '../store/store.ts';`, 'only types'],
    ['one value among types', 'ledger/holds.ts', `import { type A, b } from '../store/store.ts';`, 'only types'],
    ['ledger -> access', 'ledger/holds.ts', `import type { A } from '../access/callers.ts';`, 'may not import access'],
    ['ledger -> a database', 'ledger/holds.ts', `import D from 'better-sqlite3';`, 'does no I/O'],
    ['access -> a file', 'access/callers.ts', `import { readFileSync } from 'node:fs';`, 'does no I/O'],
    ['access -> a file, late', 'access/callers.ts', `const fs = await import('node:fs');`, 'does no I/O'],
    ['access -> a file, the old way', 'access/callers.ts', `const fs = require("fs");`, 'does no I/O'],
    ['ledger -> the clock', 'ledger/holds.ts', 'const now = Date.now();', 'are told the time'],
    [
      'sql -> an engine',
      'store/sql/sql-work.ts',
      `import { x } from '../sqlite/open.ts';`,
      'may not import store/sqlite',
    ],
    ['store -> Fastify', 'store/migrate.ts', `import fastify from 'fastify';`, 'may not import fastify'],
    ['upstream -> a plugin', 'upstream/openai.ts', `import x from '@fastify/rate-limit';`, 'may not import @fastify'],
    ['api -> SQLite', 'api/classes.ts', `import D from 'better-sqlite3';`, 'only store/sqlite'],
    ['store/sqlite -> PostgreSQL', 'store/sqlite/open.ts', `import pg from 'pg';`, 'only store/postgres'],
    [
      'sqlite -> postgres',
      'store/sqlite/open.ts',
      `import { x } from '../postgres/open.ts';`,
      'may not import store/postgres',
    ],
    ['http -> node:http', 'http/send-request.ts', `import { request } from 'node:http';`, 'a second undici'],
    ['gateway -> undici', 'gateway/forward.ts', `import { Pool } from 'undici';`, 'only upstream'],
    ['gateway -> the SDK', 'gateway/forward.ts', `import OpenAI from 'openai';`, 'no SDK'],
    ['out of src', 'gateway/forward.ts', `import x from '../../test/support/clock.ts';`, 'outside src'],
    ['a new folder', 'magic/wand.ts', `import x from '../ledger/money.ts';`, 'no part of the architecture'],
    ['the environment', 'gateway/forward.ts', 'const x = process.env.HOME;', 'only config/config.ts'],
    ['the environment, taken apart', 'app.ts', 'const { env } = process;', 'only config/config.ts'],
    ['the environment, by name', 'app.ts', `const x = process['env'];`, 'only config/config.ts'],
    ['the environment, imported', 'app.ts', `import { env } from 'node:process'; env.HOME;`, 'only config/config.ts'],
    ['a file of settings', 'app.ts', 'process.loadEnvFile();', 'only config/env-file.ts'],
    ['a file of settings, parsed', 'app.ts', `import { parseEnv } from 'node:util';`, 'only config/env-file.ts'],
    ['the global fetch', 'cli/api-client.ts', 'const x = await fetch(url);', 'decodes what comes back'],
    ['the key', 'gateway/forward.ts', 'const x = key.reveal();', 'only upstream/openai.ts'],
    ['an admin key', 'ops/billing-reconciler.ts', 'const x = adminKey.reveal();', 'only upstream/openai.ts'],
    ['the key, by name', 'app.ts', `const x = key['reveal']();`, 'only upstream/openai.ts'],
    [
      'the key, inside a template',
      'ops/log.ts',
      `log(\`the key: ${INSERT}key.reveal()}\`);`,
      'only upstream/openai.ts',
    ],
    ['any', 'ledger/money.ts', 'function f(x: any) {}', 'says `any`'],
    ['any, cast', 'ledger/money.ts', 'const y = x as any;', 'says `any`'],
    ['any, nested', 'ledger/money.ts', 'const y: Map<string, any> = new Map();', 'says `any`'],
    ['a silenced checker', 'ledger/money.ts', '// @ts-ignore\n', 'silences'],
    ['something left to do', 'ledger/money.ts', `// ${'TO'}DO: later\n`, 'something to do'],
    ['a vague file', 'ledger/utils.ts', '', 'no noun'],
    ['a vague folder', 'common/money.ts', '', 'no noun'],
    ['a long file', 'ledger/money.ts', '\n'.repeat(MAX_LINES + 1), 'lines'],
  ])('%s', (_name, path, text, problem) => {
    expect(findSourceProblems(path, text)).toContainEqual(expect.stringContaining(problem));
  });

  test.each([
    ['a long style sheet', 'pages/assets/css/base.css', '\n'.repeat(MAX_LINES + 1), 'lines'],
    ['a vague style sheet', 'pages/assets/css/common.css', '', 'no noun'],
  ])('%s', (_name, path, text, problem) => {
    expect(findStyleSheetProblems(path, text)).toContainEqual(expect.stringContaining(problem));
  });

  test('a long script of the pages', () => {
    const problems = findSourceProblems('pages/assets/live.js', '\n'.repeat(MAX_LINES + 1));
    expect(problems).toContainEqual(expect.stringContaining('lines'));
  });

  test.each(['test.only', 'it.skip', 'describe.skip', 'test.concurrent.only', 'test.todo'])('%s', (word) => {
    expect(findTestProblems('ledger/money.test.ts', `${word}('x', () => {});`)).toHaveLength(1);
  });
});

describe('findSourceProblems does not report', () => {
  test.each([
    ['types of the store', 'ledger/holds.ts', `import type { A } from '../store/store.ts';`],
    ['types among braces', 'ledger/holds.ts', `import { type A, type B } from '../store/store.ts';`],
    ['hashing', 'access/api-tokens.ts', `import { hash } from 'node:crypto';\nimport { crc32 } from 'node:zlib';`],
    [
      'the parts of the architecture',
      'gateway/forward.ts',
      `import { x } from './x.ts';\nimport { y } from '../ledger/y.ts';`,
    ],
    [
      'words in strings',
      'ledger/a.ts',
      `const x = 'import y from "fastify"; as any; process.env'; // any number of them`,
    ],
    ['words in comments', 'ledger/a.ts', `/* import x from 'fastify'; process.env; key.reveal() */`],
    ['any of a promise', 'gateway/a.ts', 'await Promise.any([]); const o = { any: 1 };'],
    ['quotes in regular expressions', 'gateway/a.ts', `const r = /['"\`]/.test(x); const y = a / b / c; // '`],
    ['a file of just the right size', 'ledger/a.ts', '\n'.repeat(MAX_LINES)],
  ])('%s', (_name, path, text) => {
    expect(findSourceProblems(path, text)).toEqual([]);
  });
});

describe('scanSource', () => {
  test('finds each way to import, and whether anything of it is left at run time', () => {
    const text = [
      `import a, { b } from 'one';`,
      `import type { c } from "two";`,
      `import {\n  type d,\n  type e,\n} from './three.ts';`,
      `import './four.ts';`,
      `export { f } from './five.ts';`,
      `export type { g } from './six.ts';`,
      `import * as h from 'seven';`,
      `const i = await import('eight');`,
      `const j = { from: 'nowhere' };`,
      `export const k = 'nothing';`,
      `import type, { l } from 'nine';`,
    ].join('\n');
    expect(scanSource(text).imports.map(({ specifier, typesOnly }) => `${specifier} ${typesOnly}`)).toEqual([
      'one false',
      'two true',
      './three.ts true',
      './four.ts false',
      './five.ts false',
      './six.ts true',
      'seven false',
      'eight false',
      'nine false',
    ]);
  });

  test('reads templates, braces and escapes', () => {
    const first = `const a = \`${INSERT}[1].map((x) => { return \`<${INSERT}x}>\`; })} 'as any'\`;`;
    const text = `${first}\nconst b = '\\'' + "//"; process.env;`;
    const { code } = scanSource(text);
    expect(code).toContain('process.env');
    expect(code).toContain('[1].map((x) => { return');
    expect(code).not.toContain('as any');
    expect(code.split('\n')).toHaveLength(2);
    expect(code).toHaveLength(text.length);
  });
});
