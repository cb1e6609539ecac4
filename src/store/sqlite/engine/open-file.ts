import { statOf } from './database-files.ts';

interface OpenedFile {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
}

/** The files that a process has open, and whether their names still lead to them. */
export class OpenFile {
  readonly #files: readonly OpenedFile[];
  /** A database becomes no smaller while it is open, unless this process says so. */
  #bytes = 0;
  /** What a VACUUM left of it, which the file shows once its log is folded into it. */
  #shrinksTo = Number.POSITIVE_INFINITY;

  /** @param path of a database that is open, with its log beside it */
  constructor(path: string) {
    this.#files = [path, `${path}-wal`].flatMap((each) => {
      const found = statOf(each);
      return found === undefined ? [] : [{ path: each, device: found.dev, inode: found.ino }];
    });
  }

  /** After a VACUUM: from now on the file may be as small as this. */
  mayShrinkTo(bytes: number): void {
    this.#shrinksTo = bytes;
    this.#bytes = Math.min(this.#bytes, bytes);
  }

  /** false: deleted, replaced or cut short, and what is written now does not survive the end of the process. */
  isInPlace(): boolean {
    return this.#files.every(({ path, device, inode }, at) => {
      const found = statOf(path);
      if (found === undefined || found.ino !== inode || found.dev !== device) return false;
      // The log begins anew whenever all of it is in the database.
      if (at > 0) return true;
      if (found.size < this.#bytes) return false;
      if (found.size <= this.#shrinksTo) this.#shrinksTo = Number.POSITIVE_INFINITY;
      this.#bytes = Math.min(found.size, this.#shrinksTo);
      return true;
    });
  }
}
