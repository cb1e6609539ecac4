import { type FileHandle, link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that is written piece by piece, and is there under its name only when it is complete. */
export interface FileDownload {
  readonly write: (chunk: Buffer) => Promise<void>;
  /** Everything is on the disk then. */
  readonly finish: () => Promise<void>;
  /** Leaves nothing. */
  readonly discard: () => Promise<void>;
}

/** Private, and never over a file that exists. @throws Error of the file system */
export async function createDownload(path: string): Promise<FileDownload> {
  if (await lstat(path).catch(() => null)) throw Object.assign(new Error(`${path} exists`), { code: 'EEXIST' });
  const partial = `${path}.partial`;
  // What an earlier try left may be longer, or a link to somewhere.
  await rm(partial, { force: true });
  const file = await open(partial, 'wx', 0o600);
  return {
    write: async (chunk) => void (await file.writeFile(chunk)),
    finish: async () => {
      await file.sync();
      await file.close();
      await giveName(partial, path);
    },
    discard: async () => {
      await file.close().catch(() => {});
      await rm(partial, { force: true });
    },
  };
}

async function giveName(partial: string, path: string): Promise<void> {
  try {
    // Unlike a renaming, it does not replace a file that came meanwhile.
    await link(partial, path);
    await rm(partial);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw error;
    // A memory card has no links.
    await rename(partial, path);
  }
  if (process.platform !== 'win32') await syncFolder(await open(dirname(path), 'r'));
}

async function syncFolder(folder: FileHandle): Promise<void> {
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
