import { execFileSync } from 'node:child_process';

export interface Commit {
  readonly hash: string;
  readonly subject: string;
}

/**
 * The commits after `base`, newest first, without merges. Where the history does not contain `base` (a shallow clone, a
 * history that was written anew), how old a commit is cannot be known: then only the newest one.
 * @returns null where there is no history at all, such as in an unpacked archive
 */
export function listNewCommits(folder: string, base: string): Commit[] | null {
  if (!succeeds(folder, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])) return null;
  const range = contains(folder, base) ? [`${base}..HEAD`] : ['--max-count=1', 'HEAD'];
  return git(folder, ['log', '--no-merges', '--format=%H %s', ...range])
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const end = line.indexOf(' ');
      return { hash: line.slice(0, end), subject: line.slice(end + 1) };
    });
}

function contains(folder: string, base: string): boolean {
  return succeeds(folder, ['merge-base', '--is-ancestor', base, 'HEAD']);
}

function succeeds(folder: string, args: readonly string[]): boolean {
  try {
    git(folder, args);
    return true;
  } catch {
    return false;
  }
}

function git(folder: string, args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  });
}
