import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The slim image has none of these, so that no step may need one. */
const BUILD_TOOLS = ['node-gyp', 'gcc', 'g++', 'cc', 'c++', 'clang', 'clang++', 'make', 'cmake', 'python', 'python3'];

export interface Tripwires {
  /** The folder to search before this machine's own programs. */
  readonly path: string;
  /** The command lines of the build tools that were called. */
  readonly called: () => string[];
}

/** Programs with the names of build tools that note down that they were called, and fail. */
export function layTripwires(folder: string): Tripwires {
  const log = join(folder, 'called.log');
  mkdirSync(folder, { recursive: true });
  writeFileSync(log, '');
  chmodSync(log, 0o666);
  for (const tool of BUILD_TOOLS) {
    writeFileSync(join(folder, tool), `#!/bin/sh\necho "${tool} $*" >> '${log}'\nexit 127\n`, { mode: 0o755 });
  }
  const lines = () => readFileSync(log, 'utf8').split('\n');
  return {
    path: folder,
    called: () => (existsSync(log) ? lines().filter((line) => line !== '') : ['the log is gone']),
  };
}
