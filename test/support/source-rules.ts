import { posix } from 'node:path';
import { type Import, type SourceScan, scanSource } from './source-scan.ts';

export const MAX_LINES = 250;

/**
 * Who may import whom, by part of the house (DESIGN section 3). `types`: only what is gone at run time. A part may
 * always import itself; what is not listed is forbidden.
 */
export const EDGES: Readonly<Record<string, { readonly any: readonly string[]; readonly types?: readonly string[] }>> =
  {
    // The command; everything else is behind it, so that what is compiled can be kept.
    server: { any: ['serve', 'launch'] },
    // Plain JavaScript: chooses the Node that the rest runs on.
    launch: { any: [] },
    serve: {
      any: ['app', 'endpoints', 'config', 'ops', 'upstream', 'store/sqlite', 'store', 'admin', 'access', 'ledger'],
    },
    app: {
      any: ['gateway', 'api', 'pages', 'ops', 'limits', 'admin', 'endpoints', 'config', 'upstream', 'access', 'ledger'],
      types: ['store'],
    },
    config: { any: ['endpoints', 'access', 'ledger', 'upstream'] },
    gateway: { any: ['limits', 'endpoints', 'upstream', 'access', 'ledger', 'store'], types: ['config'] },
    api: { any: ['admin', 'access', 'ledger'], types: ['limits', 'store', 'config'] },
    pages: { any: ['admin', 'endpoints', 'access', 'ledger'], types: ['limits', 'store', 'config'] },
    // Rate limits and calls in flight: gateway, api and pages count in them, so they belong to none of the three.
    limits: { any: [] },
    // ops keeps the log and the metrics that the gateway wants kept: gateway/call.ts says what an Observer is.
    ops: { any: ['admin', 'ledger', 'launch'], types: ['store', 'config', 'upstream', 'gateway', 'access'] },
    admin: { any: ['access', 'ledger', 'store'], types: ['config'] },
    endpoints: { any: ['upstream', 'access', 'ledger'] },
    upstream: { any: ['http'], types: ['ledger'] },
    // One request of our own, where a pool is not worth it.
    http: { any: [] },
    access: { any: ['ledger'], types: ['store'] },
    ledger: { any: [], types: ['store'] },
    store: { any: [], types: ['access', 'ledger'] },
    'store/sqlite': { any: ['store', 'access', 'ledger', 'admin'] },
    // GET /api/me belongs to the students' side.
    cli: { any: ['ledger', 'config', 'launch', 'http'], types: ['api', 'gateway'] },
  };

const PLAIN_PARTS = ['access', 'ledger'];
/** Closed by default: what access/ and ledger/ may take from outside. None of it does I/O. */
const PLAIN_PACKAGES = ['node:crypto', 'node:zlib', 'temporal-polyfill'];
const HTTP_PARTS = ['gateway', 'api', 'pages', 'ops', 'limits', 'app', 'server'];
const KEY_HOLDERS = ['upstream/openai.ts', 'upstream/provider-bill.ts', 'upstream/upstream-key.ts'];
const VAGUE_NAMES = /^(utils?|helpers?|commons?|types?|misc)(\.\w+)*$/;

/** The part of the house of a path below src/: "ledger", "store/sqlite", "app". */
export function partOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  if (folders.length === 0) return path.replace(/\.\w+$/, '');
  return folders[0] === 'store' && folders[1] === 'sqlite' ? 'store/sqlite' : (folders[0] ?? '');
}

/** Every broken rule of one source file, as sentences. @param path below src/, with slashes */
export function faultsOfSource(path: string, text: string): string[] {
  const scan = scanSource(text);
  return [
    ...faultsOfName(path),
    ...faultsOfLength(text),
    ...scan.imports.flatMap((each) => faultsOfImport(path, each)),
    ...faultsOfPlaces(path, text, scan),
    ...faultsOfHabits(text, scan),
  ].map((fault) => `src/${path}: ${fault}`);
}

/** A style sheet is held to its name and its length. @param path below src/ */
export function faultsOfStyleSheet(path: string, text: string): string[] {
  return [...faultsOfName(path), ...faultsOfLength(text)].map((fault) => `src/${path}: ${fault}`);
}

/** @param path below test/ */
export function faultsOfTest(path: string, text: string): string[] {
  const { code, comments } = scanSource(text);
  const faults = [
    ...faultsOfName(path),
    ...(/\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo|fails)\b/.test(code)
      ? ['a test is switched off, or switches off the others']
      : []),
    ...faultsOfComments(comments),
  ];
  return faults.map((fault) => `test/${path}: ${fault}`);
}

function faultsOfName(path: string): string[] {
  const vague = path.split('/').filter((name) => VAGUE_NAMES.test(name));
  return vague.map((name) => `"${name}" is named for no noun of the product`);
}

function faultsOfLength(text: string): string[] {
  const lines = text.replace(/\n$/, '').split('\n').length;
  return lines > MAX_LINES ? [`has ${lines} lines; ${MAX_LINES} are allowed`] : [];
}

function faultsOfImport(path: string, { specifier, typesOnly }: Import): string[] {
  const part = partOf(path);
  return specifier.startsWith('.')
    ? faultsOfEdge(path, part, specifier, typesOnly)
    : faultsOfPackage(part, specifier, typesOnly);
}

function faultsOfEdge(path: string, part: string, specifier: string, typesOnly: boolean): string[] {
  const target = posix.join(posix.dirname(path), specifier);
  // The version is read where it is shown; other data beside the code, such as config/models.json, is config.ts's.
  if (target === '../package.json') return [];
  if (target.startsWith('..')) return part === 'config' ? [] : [`imports ${specifier}, which is outside src`];
  const to = partOf(target);
  const edges = EDGES[part];
  if (edges === undefined) return [`belongs to no part of the house: add "${part}" to the table, on purpose`];
  if (to === part || edges.any.includes(to)) return [];
  if (!edges.types?.includes(to)) return [`${part} may not import ${to} (${specifier})`];
  return typesOnly ? [] : [`${part} may import only types from ${to} (${specifier})`];
}

function faultsOfPackage(part: string, specifier: string, typesOnly: boolean): string[] {
  const faults: string[] = [];
  if (PLAIN_PARTS.includes(part) && !PLAIN_PACKAGES.includes(specifier)) {
    faults.push(`${part} does no I/O, so it may not import ${specifier}`);
  }
  if (/^(?:fastify|fastify-plugin|@fastify\/.*)$/.test(specifier) && !HTTP_PARTS.includes(part)) {
    faults.push(`${part} may not import ${specifier}: only ${HTTP_PARTS.join(', ')} may`);
  }
  if (specifier === 'better-sqlite3' && part !== 'store/sqlite') faults.push(`only store/sqlite imports ${specifier}`);
  if (specifier === 'undici' && part !== 'upstream') faults.push(`only upstream imports ${specifier}`);
  // The SDK's client costs ten times the whole gateway; it is for the owner's side and for tests.
  if (/^openai(?:\/|$)/.test(specifier) && part === 'gateway' && !typesOnly) faults.push('no SDK on the request path');
  return faults;
}

const ENVIRONMENT = /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/;
const SURROUNDINGS = /\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bprocess\b/;

/** Words that may stand in one place only. */
function faultsOfPlaces(path: string, text: string, { code, imports }: SourceScan): string[] {
  const faults: string[] = [];
  const importsProcess = imports.some(({ specifier }) => /^(?:node:)?process$/.test(specifier));
  const readsEnvironment = ENVIRONMENT.test(code) || (importsProcess && /\benv\b/.test(code));
  // Which Node to run is decided before there is anything that could read settings.
  if (readsEnvironment && path !== 'config/config.ts' && path !== 'launch/find-node.js') {
    faults.push('only config/config.ts reads the environment');
  }
  const reveals = /\breveal\b/.test(code) || /\[\s*['"`]reveal/.test(text);
  if (reveals && !KEY_HOLDERS.includes(path)) faults.push('only upstream/openai.ts and provider-bill.ts reveal a key');
  if (/(?<![.\w])fetch\s*\(/.test(code) && !path.startsWith('pages/assets/')) {
    faults.push('the global fetch decodes what comes back, and follows redirects: http/send-request.ts does neither');
  }
  if (PLAIN_PARTS.includes(partOf(path)) && SURROUNDINGS.test(code)) {
    faults.push('access and ledger are told the time, and know nothing of the process');
  }
  return faults;
}

function faultsOfHabits(text: string, { code, comments }: SourceScan): string[] {
  const faults = faultsOfComments(comments);
  if (/(?<![.\w$])any\b(?!\s*[:(=])/.test(code)) faults.push('says `any`');
  if (/@ts-(?:ignore|nocheck|expect-error)/.test(text)) faults.push('silences the type checker');
  return faults;
}

function faultsOfComments(comments: readonly string[]): string[] {
  return comments.some((comment) => /\b(?:TODO|FIXME|XXX|HACK)\b/.test(comment)) ? ['leaves something to do'] : [];
}
