import { statOf } from './database-files.ts';

interface OpenedFile {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
}

/** The files that a process has open, and whether their names still lead to them. */
export class OpenFile {
  readonly #files: readonly OpenedFile[];
  /** A database never becomes smaller while it is open: nothing here runs VACUUM. */
  #bytes = 0;

  /** @param path of a database that is open, with its log beside it */
  constructor(path: string) {
    this.#files = [path, `${path}-wal`].flatMap((each) => {
      const found = statOf(each);
      return found === undefined ? [] : [{ path: each, device: found.dev, inode: found.ino }];
    });
  }

  /** false: deleted, replaced or cut short, and what is written now does not survive the end of the process. */
  isInPlace(): boolean {
    return this.#files.every(({ path, device, inode }, at) => {
      const found = statOf(path);
      if (found === undefined || found.ino !== inode || found.dev !== device) return false;
      // The log begins anew whenever all of it is in the database.
      if (at > 0) return true;
      if (found.size < this.#bytes) return false;
      this.#bytes = found.size;
      return true;
    });
  }
}
