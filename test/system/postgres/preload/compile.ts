import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';

export type PreloadedLibrary = 'slow-disk' | 'shift-clock';

/**
 * Compiles a library for LD_PRELOAD into a folder.
 * @returns its path; null where there is no C compiler
 */
export function compileLibrary(name: PreloadedLibrary, folder: string): string | null {
  const library = join(folder, `${name}.so`);
  try {
    const source = join(import.meta.dirname, `${name}.c`);
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'pipe' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  chmodSync(library, 0o755);
  return library;
}
