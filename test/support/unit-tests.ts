import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** A file that imports one of these, directly or through another file, may open a socket, a process or a database. */
const IMPURE_MODULES =
  /^(?:node:(?:net|tls|dgram|https?|child_process|cluster|worker_threads|fs\/promises)|better-sqlite3|pg|undici|fastify|openai)$/;
/** Reading a file of the repository is allowed; everything else that node:fs exports is not. */
const PURE_FS_NAMES = ['readFileSync', 'readdirSync', 'existsSync', 'globSync'];
/** Pure, but they search for the worst input: each takes a second or more of CPU. */
export const LONG_SEARCHES = [
  'test/endpoints/parameters/check-schema.test.ts',
  'test/gateway/stop/stop-stream.test.ts',
  'test/system/token-bound/output-bound.test.ts',
  'test/system/token-bound/token-bound.test.ts',
];
const IMPORT =
  /^(?:import|export)\s+(?!type\b)([^;'"]*?)\s*from\s*'([^']+)'|^import\s*'([^']+)'|\bimport\('([^']+)'\)/gm;

/** What vitest's project "unit" runs: tests that use neither a socket nor a process nor a disk to write to. */
export function findUnitTests(): string[] {
  const readSource = (path: string) => (existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : null);
  const isImpure = impurityCheck(readSource);
  return findTests().filter((path) => !LONG_SEARCHES.includes(path) && !isImpure(path));
}

/** Every test file of the repository, with slashes. */
export function findTests(): string[] {
  return globSync(['test/**/*.test.ts', 'bench/**/*.test.ts'], { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.includes('/node_modules/'))
    .sort();
}

/** @param readSource the text of a file of the repository; null when it is not there */
export function impurityCheck(readSource: (path: string) => string | null): (path: string) => boolean {
  const importsByPath = new Map<string, readonly string[]>();
  const importsOf = (path: string): readonly string[] => {
    const known = importsByPath.get(path) ?? findImports(path, readSource(path) ?? '');
    importsByPath.set(path, known);
    return known;
  };
  return (test) => {
    const reached = new Set([test]);
    for (const each of reached) {
      if (IMPURE_MODULES.test(each)) return true;
      if (/\.[cm]?[jt]s$/.test(each)) for (const imported of importsOf(each)) reached.add(imported);
    }
    return false;
  };
}

/** Packages by name, files by their path in the repository; an import that writes to the disk as node:fs/promises. */
function findImports(path: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].map(([, names = '', from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? '';
    if (specifier.startsWith('.')) return relative(ROOT, join(ROOT, dirname(path), specifier)).replaceAll('\\', '/');
    return specifier === 'node:fs' && !namesOnlyReaders(names) ? 'node:fs/promises' : specifier;
  });
}

function namesOnlyReaders(clause: string): boolean {
  const names = /^\{([^}]*)\}$/.exec(clause.trim())?.[1];
  return names?.split(',').every((name) => ['', ...PURE_FS_NAMES].includes(name.trim())) === true;
}
