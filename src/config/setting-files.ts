import type { UpstreamKey } from '../upstream/upstream-key.ts';
import type { Values } from './setting.ts';
import { SettingError, upstreamKey } from './setting-values.ts';
import { SETTINGS } from './settings.ts';

/** Settings that lead to files. Errors are collected, and never hold a secret. */

export type ReadFile = (path: string) => string;
type Settings = Values<typeof SETTINGS>;

/** @throws any other error than one of a setting. */
export function collectError(name: string, error: unknown, problems: string[]): void {
  if (!(error instanceof SettingError)) throw error;
  problems.push(`${name}: ${error.message}`);
}

/** The provider's key, from its variable or its file: one of the two. */
export function chooseKey(
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
  readFile: ReadFile,
  problems: string[],
): UpstreamKey | null {
  const { key, keyFile } = settings;
  if (keyFile === null) return key;
  const { name } = SETTINGS.keyFile;
  if (env[SETTINGS.key.name]) {
    problems.push(`${name}: ${SETTINGS.key.name} is set as well; keep one of the two`);
    return null;
  }
  const text = tryRead(name, keyFile, readFile, problems);
  try {
    return text === null ? null : upstreamKey(text.trim());
  } catch (error) {
    collectError(name, error, problems);
    return null;
  }
}

/** null, and a problem, when it cannot be read. The path stays out of it: a key may have been put in its place. */
function tryRead(name: string, path: string, readFile: ReadFile, problems: string[]): string | null {
  try {
    return readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    problems.push(`${name}: the file cannot be read${code}; check the path and who may read it`);
    return null;
  }
}

/** undefined, and a problem, when it cannot be read or is no JSON. @param name of the setting; '': a prefix is added later */
export function readJsonFile(name: string, path: string, readFile: ReadFile, problems: string[]): unknown {
  const text = tryRead(name, path, readFile, problems);
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own words quote the file, which may be another one than was meant: only its numbers are told.
    const [, line] = /\(line (\d+) column \d+\)$/.exec(String(error)) ?? [];
    problems.push(`${name}: the file is not JSON; repair it${line === undefined ? '' : ` at line ${line}`}`);
    return undefined;
  }
}
