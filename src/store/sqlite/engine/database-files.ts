import { chmodSync, closeSync, lstatSync, openSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StorageError } from '../../errors.ts';

// Nothing here opens a database that exists: POSIX takes every lock of a process off a file when the process closes any
// descriptor of it, and SQLite's locks are such locks.

/** For the owner of the file alone. */
const PRIVATE_MODE = 0o600;
const OTHERS = 0o077;
const MAX_LINKS_FOLLOWED = 40;
/** What SQLite and jigap keep beside a database. */
const BESIDE = ['', '-wal', '-shm', '-lock', '-lock-journal'];

/**
 * Where a database really is: without symbolic links, so that everything beside it has one name for everybody.
 * @param path of a file that need not exist, in a folder that does
 */
export function realDatabasePath(path: string): string {
  let file = resolve(path);
  for (let links = 0; links < MAX_LINKS_FOLLOWED; links++) {
    file = join(realpathSync(dirname(file)), basename(file));
    if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return file;
    file = resolve(dirname(file), readlinkSync(file));
  }
  throw new StorageError(`cannot use ${path}: it is a link that leads to itself. Name the file itself`);
}

/** Makes a file for its owner alone, under any umask. A file that exists stays as it is. */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', PRIVATE_MODE));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Takes the files of a database away from everybody but their owner, where this user may. */
export function restrictFiles(path: string): void {
  for (const file of filesOpenToOthers(path)) {
    try {
      chmodSync(file, PRIVATE_MODE);
    } catch {
      // What cannot be changed is refused when the database is open: until then, something else may be wrong with it.
    }
  }
}

/**
 * A file of this user that stays open to others is on a system without modes (a disk of Windows under WSL, a memory
 * card), which decides by itself who may read it: filesOpenToOthers names it, for a warning.
 * @throws StorageError when others may read or write what the ledger is kept in, and the owner could change that
 */
export function mustBePrivate(path: string): void {
  const file = filesOpenToOthers(path).find((each) => statOf(each)?.uid !== process.geteuid?.());
  if (file === undefined) return;
  const mode = ((statOf(file)?.mode ?? 0) & 0o777).toString(8).padStart(4, '0');
  throw new StorageError(
    `others may read or write ${file} (its mode is ${mode}), and this user cannot change that: run "chmod 600" on it as its owner`,
  );
}

/** @throws StorageError when the file has a second name: under each, SQLite would keep a log of its own beside it */
export function mustHaveOneName(path: string): void {
  const links = statOf(path)?.nlink ?? 1;
  if (links <= 1) return;
  throw new StorageError(
    `${path} has ${links} names (hard links), and another jigap may use it by the other one: remove all names but one`,
  );
}

/** Of a database and what lies beside it. */
export function filesOpenToOthers(path: string): string[] {
  // Windows has no such modes.
  if (process.geteuid === undefined) return [];
  return BESIDE.map((end) => path + end).filter((file) => ((statOf(file)?.mode ?? 0) & OTHERS) !== 0);
}

export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
