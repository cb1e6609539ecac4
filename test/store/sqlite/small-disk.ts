import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';

/** A disk that a test can fill up, and make room on again. */
export interface SmallDisk {
  readonly folder: string;
  fill(): void;
  makeRoom(): void;
  /** Undoes every change to the system. */
  release(): void;
}

/** What this machine lets us have: a real full disk takes root, a limit on the size of files takes Linux. */
export const SMALL_DISKS: Readonly<Record<string, () => SmallDisk | null>> = {
  'a disk without room (ENOSPC)': tmpfs,
  'a file that may not grow (EFBIG)': limitedFileSize,
};

function tmpfs(): SmallDisk | null {
  const folder = makeTempFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    remove(folder);
    return null;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => writeUntilFull(ballast),
    makeRoom: () => rmSync(ballast, { force: true }),
    release() {
      execFileSync('umount', ['-l', folder]);
      remove(folder);
    },
  };
}

function writeUntilFull(path: string): void {
  const file = openSync(path, 'w');
  try {
    // Down to single bytes, so that not even a small write finds a place.
    for (let size = 65_536; size >= 1; ) {
      try {
        writeSync(file, Buffer.alloc(size));
      } catch {
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Node ignores SIGXFSZ, so a write beyond the limit fails as on a full disk does. */
function limitedFileSize(): SmallDisk | null {
  if (!setFileSizeLimit('unlimited')) return null;
  const folder = makeTempFolder();
  mkdirSync(folder, { recursive: true });
  return {
    folder,
    fill: () => void setFileSizeLimit(String(statSync(join(folder, 'jigap.db-wal')).size)),
    makeRoom: () => void setFileSizeLimit('unlimited'),
    release() {
      setFileSizeLimit('unlimited');
      remove(folder);
    },
  };
}

function setFileSizeLimit(limit: string): boolean {
  try {
    execFileSync('prlimit', [`--pid=${process.pid}`, `--fsize=${limit}:`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
