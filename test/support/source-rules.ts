import { posix } from 'node:path';
import { type Import, type SourceScan, scanSource } from './source-scan.ts';

export const MAX_LINES = 250;

/** What a part of the architecture may import; `types`: only what is gone at run time. */
export interface Edges {
  readonly any: readonly string[];
  readonly types?: readonly string[];
}

/**
 * Who may import whom, by part of the architecture; ARCHITECTURE.md shows the same table. A part may always import
 * itself. Every other import is forbidden.
 */
export const EDGES: Readonly<Record<string, Edges>> = {
  // The command; everything else is behind it, so that what is compiled can be kept.
  server: { any: ['app', 'serve', 'launch'] },
  serve: { any: ['app', 'open-store', 'ops', 'admin', 'endpoints', 'config', 'upstream', 'address', 'store'] },
  // Which engine; only the one that is used is loaded.
  'open-store': { any: ['store', 'store/sqlite', 'store/postgres'], types: ['config'] },
  // `jigap restore`: a program of its own, for a server that is stopped.
  restore: { any: ['launch', 'config', 'store', 'store/sqlite', 'ledger', 'language'] },
  // `jigap migrate-database`: the same, from SQLite to PostgreSQL.
  'migrate-database': { any: ['launch', 'config', 'store', 'store/sqlite', 'store/postgres', 'language'] },
  app: {
    any: ['gateway', 'api', 'pages', 'ops', 'delivery', 'mail', 'admin', 'http', 'limits', 'access'],
    types: ['config', 'upstream', 'ledger', 'store'],
  },
  gateway: { any: ['endpoints', 'limits', 'upstream', 'access', 'ledger', 'store', 'language'], types: ['config'] },
  api: { any: ['admin', 'access', 'ledger', 'address', 'language'], types: ['store'] },
  pages: {
    any: ['admin', 'endpoints', 'access', 'ledger', 'address', 'language'],
    types: ['limits', 'config', 'store'],
  },
  // ops keeps the log and the metrics of the gateway: gateway/call.ts says what an Observer is.
  ops: { any: ['launch', 'ledger', 'language'], types: ['gateway', 'admin', 'upstream', 'access', 'store'] },
  admin: { any: ['access', 'ledger', 'store', 'language'] },
  endpoints: { any: ['upstream', 'ledger'] },
  // E-mail to students.
  mail: { any: ['access', 'address'], types: ['admin', 'config', 'store'] },
  // Notices on their way to webhooks, chats and mailboxes.
  delivery: { any: ['admin', 'mail', 'http', 'access', 'ledger', 'language'], types: ['config', 'store'] },
  // Rate limits and calls in flight: gateway, api and pages count in them, so they belong to none of the three.
  limits: { any: [] },
  upstream: { any: ['http'], types: ['ledger'] },
  // One request of our own, where a pool is not worth it.
  http: { any: [] },
  config: { any: ['endpoints', 'upstream', 'access', 'ledger', 'language'] },
  // The address in links and base URLs.
  address: { any: [] },
  access: { any: ['ledger', 'language'] },
  // Which languages there are, and tables of texts in each of them.
  language: { any: [] },
  ledger: { any: [], types: ['store'] },
  store: { any: [], types: ['access', 'ledger', 'language'] },
  // What engines share knows none of them.
  'store/sql': { any: ['admin', 'access', 'ledger', 'store'], types: ['language'] },
  'store/sqlite': { any: ['store/sql', 'admin', 'access', 'ledger', 'store'] },
  'store/postgres': { any: ['store/sql', 'admin', 'access', 'ledger', 'store'] },
  // GET /api/me belongs to the students' side.
  cli: { any: ['config', 'ledger', 'address', 'http', 'launch', 'language'], types: ['api', 'gateway'] },
  // Plain JavaScript: chooses the Node that the rest runs on.
  launch: { any: [] },
};

const STORE_PARTS = ['sql', 'sqlite', 'postgres'];
const PLAIN_PARTS = ['access', 'ledger'];
/** Closed by default: what access/ and ledger/ may take from outside. None of it does I/O. */
const PLAIN_PACKAGES = ['node:crypto', 'node:zlib', 'temporal-polyfill'];
const HTTP_PARTS = ['gateway', 'api', 'pages', 'ops', 'limits', 'app', 'server'];
const KEY_HOLDERS = ['upstream/openai.ts', 'upstream/admin-client.ts', 'upstream/upstream-key.ts'];
const VAGUE_NAMES = /^(utils?|helpers?|commons?|types?|misc)(\.\w+)*$/;

/** The part of the architecture of a path below src/: "ledger", "store/sqlite", "app". */
function partOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  if (folders.length === 0) return path.replace(/\.\w+$/, '');
  const [top = '', below = ''] = folders;
  return top === 'store' && STORE_PARTS.includes(below) ? `store/${below}` : top;
}

/** Every broken rule of one source file, as sentences. @param path below src/, with slashes */
export function findSourceProblems(path: string, text: string): string[] {
  const scan = scanSource(text);
  return [
    ...findNameProblems(path),
    ...findLengthProblems(text),
    ...scan.imports.flatMap((each) => findImportProblems(path, each)),
    ...findPlaceProblems(path, text, scan),
    ...findHabitProblems(text, scan),
  ].map((problem) => `src/${path}: ${problem}`);
}

/** A style sheet is held to its name and its length. @param path below src/ */
export function findStyleSheetProblems(path: string, text: string): string[] {
  return [...findNameProblems(path), ...findLengthProblems(text)].map((problem) => `src/${path}: ${problem}`);
}

/** @param path below test/ */
export function findTestProblems(path: string, text: string): string[] {
  const { code, comments } = scanSource(text);
  const problems = [
    ...findNameProblems(path),
    ...(/\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo|fails)\b/.test(code)
      ? ['a test is switched off, or switches off the others']
      : []),
    ...findCommentProblems(comments),
  ];
  return problems.map((problem) => `test/${path}: ${problem}`);
}

function findNameProblems(path: string): string[] {
  const vague = path.split('/').filter((name) => VAGUE_NAMES.test(name));
  return vague.map((name) => `"${name}" is named for no noun of the product`);
}

function findLengthProblems(text: string): string[] {
  const lines = text.replace(/\n$/, '').split('\n').length;
  return lines > MAX_LINES ? [`has ${lines} lines; ${MAX_LINES} are allowed`] : [];
}

function findImportProblems(path: string, { specifier, typesOnly }: Import): string[] {
  const part = partOf(path);
  return specifier.startsWith('.')
    ? findEdgeProblems(path, part, specifier, typesOnly)
    : findPackageProblems(part, specifier, typesOnly);
}

function findEdgeProblems(path: string, part: string, specifier: string, typesOnly: boolean): string[] {
  const target = posix.join(posix.dirname(path), specifier);
  // The version is read where it is shown; other data beside the code, such as config/models.json, is config.ts's.
  if (target === '../package.json') return [];
  if (target.startsWith('..')) return part === 'config' ? [] : [`imports ${specifier}, which is outside src`];
  const to = partOf(target);
  const edges = EDGES[part];
  if (edges === undefined) return [`belongs to no part of the architecture: add "${part}" to the table, on purpose`];
  if (to === part || edges.any.includes(to)) return [];
  if (!edges.types?.includes(to)) return [`${part} may not import ${to} (${specifier})`];
  return typesOnly ? [] : [`${part} may import only types from ${to} (${specifier})`];
}

function findPackageProblems(part: string, specifier: string, typesOnly: boolean): string[] {
  const problems: string[] = [];
  if (PLAIN_PARTS.includes(part) && !PLAIN_PACKAGES.includes(specifier)) {
    problems.push(`${part} does no I/O, so it may not import ${specifier}`);
  }
  if (/^(?:fastify|fastify-plugin|@fastify\/.*)$/.test(specifier) && !HTTP_PARTS.includes(part)) {
    problems.push(`${part} may not import ${specifier}: only ${HTTP_PARTS.join(', ')} may`);
  }
  if (specifier === 'better-sqlite3' && part !== 'store/sqlite')
    problems.push(`only store/sqlite imports ${specifier}`);
  if (/^pg(?:-|\/|$)/.test(specifier) && part !== 'store/postgres')
    problems.push(`only store/postgres imports ${specifier}`);
  if (specifier === 'nodemailer' && part !== 'mail') problems.push(`only mail imports ${specifier}`);
  if (specifier === 'undici' && part !== 'upstream') problems.push(`only upstream imports ${specifier}`);
  if (/^(?:node:)?http$/.test(specifier) && !typesOnly) {
    problems.push('a value of node:http comes from http/node-http.ts: an import loads a second undici');
  }
  // The SDK's client costs ten times the whole gateway; it is for the owner's side and for tests.
  if (/^openai(?:\/|$)/.test(specifier) && part === 'gateway' && !typesOnly)
    problems.push('no SDK on the request path');
  return problems;
}

const ENVIRONMENT = /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/;
const SURROUNDINGS = /\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bprocess\b/;

/** Words that may stand in one place only. */
function findPlaceProblems(path: string, text: string, { code, imports }: SourceScan): string[] {
  const problems: string[] = [];
  const importsProcess = imports.some(({ specifier }) => /^(?:node:)?process$/.test(specifier));
  const readsEnvironment = ENVIRONMENT.test(code) || (importsProcess && /\benv\b/.test(code));
  // Which Node to run is decided before there is anything that could read settings.
  if (readsEnvironment && path !== 'config/config.ts' && path !== 'launch/find-node.js') {
    problems.push('only config/config.ts reads the environment');
  }
  if (/\b(?:loadEnvFile|parseEnv)\b/.test(code) && path !== 'config/env-file.ts') {
    problems.push('only config/env-file.ts reads a file of settings');
  }
  const reveals = /\breveal\b/.test(code) || /\[\s*['"`]reveal/.test(text);
  if (reveals && !KEY_HOLDERS.includes(path)) problems.push('only upstream/openai.ts and admin-client.ts reveal a key');
  if (/(?<![.\w])fetch\s*\(/.test(code) && !path.startsWith('pages/assets/')) {
    problems.push('the global fetch decodes what comes back, and follows redirects: http/send-request.ts does neither');
  }
  if (PLAIN_PARTS.includes(partOf(path)) && SURROUNDINGS.test(code)) {
    problems.push('access and ledger are told the time, and know nothing of the process');
  }
  return problems;
}

function findHabitProblems(text: string, { code, comments }: SourceScan): string[] {
  const problems = findCommentProblems(comments);
  if (/(?<![.\w$])any\b(?!\s*[:(=])/.test(code)) problems.push('says `any`');
  if (/@ts-(?:ignore|nocheck|expect-error)/.test(text)) problems.push('silences the type checker');
  return problems;
}

function findCommentProblems(comments: readonly string[]): string[] {
  return comments.some((comment) => /\b(?:TODO|FIXME|XXX|HACK)\b/.test(comment)) ? ['leaves something to do'] : [];
}
