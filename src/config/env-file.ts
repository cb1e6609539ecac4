import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

/** The file of settings beside package.json, parsed as Node itself does for --env-file. */

/** What the setting says when it names no other file. */
const DEFAULT_NAME = '.env';
/** It need not exist. */
const DEFAULT_FILE = fileURLToPath(new URL('../../.env', import.meta.url));
/** In place of a path: no file is read. */
const NO_FILE = 'none';
const OTHERS = 0o077;
const LINE = /^(?:export\s+)?[A-Za-z_]\w*\s*=/;

export interface EnvFile {
  /** Name -> value; {} where there is no file, or a problem. */
  readonly values: Readonly<Record<string, string>>;
  /** What is wrong with the file, with what to do. No text of the file is in it. */
  readonly problems: readonly string[];
  /** Its path, when other users of this machine may read or write it; else null. */
  readonly openToOthers: string | null;
}

const NOTHING: EnvFile = { values: {}, problems: [], openToOthers: null };

/** @param choice what JIGAP_ENV_FILE says: a path, `none`, or nothing */
export function readEnvFile(choice: string | undefined): EnvFile {
  if (choice === NO_FILE) return NOTHING;
  const path = !choice || choice === DEFAULT_NAME ? DEFAULT_FILE : choice;
  // A path that somebody wrote down is not repeated: a key may have been put in its place.
  const name = path === DEFAULT_FILE ? DEFAULT_NAME : 'the file that JIGAP_ENV_FILE names';
  try {
    const bytes = readFileSync(path);
    return { ...parse(bytes, name), openToOthers: isOpenToOthers(path) ? path : null };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // A folder of that name is a virtual environment of Python.
    if (path === DEFAULT_FILE && (code === 'ENOENT' || code === 'EISDIR')) return NOTHING;
    const problem = `${name} cannot be read${code === '' ? '' : ` (${code})`}; check that it exists and that the user who starts jigap may read it`;
    return { ...NOTHING, problems: [problem] };
  }
}

function parse(bytes: Buffer, name: string): Omit<EnvFile, 'openToOthers'> {
  const text = decode(bytes);
  if (text === null) {
    const problem = `${name} is not UTF-8 (Windows PowerShell writes UTF-16 with ">"); open it in an editor and save it as UTF-8`;
    return { values: {}, problems: [problem] };
  }
  const values = Object.fromEntries(
    Object.entries(parseEnv(text)).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  // The lines of a quoted value may be anything.
  const isOneLineEach = Object.values(values).every((value) => !value.includes('\n'));
  const problems = isOneLineEach ? wrongLines(text).map((line) => wrongLine(name, line)) : [];
  return { values, problems };
}

/** Without a byte order mark, as editors on Windows write it; null when it is not UTF-8. */
function decode(bytes: Buffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** Numbers of the lines that Node would leave out in silence, from 1. */
function wrongLines(text: string): number[] {
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.trim();
    return trimmed === '' || trimmed.startsWith('#') || LINE.test(trimmed) ? [] : [index + 1];
  });
}

function wrongLine(name: string, line: number): string {
  return `line ${line} of ${name} is no setting; write NAME=value, or put # before a remark`;
}

export function isOpenToOthers(path: string): boolean {
  // Windows has no such modes.
  return process.geteuid !== undefined && (statSync(path).mode & OTHERS) !== 0;
}
