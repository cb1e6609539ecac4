import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { listNewCommits } from './new-commits.ts';

let folder: string;

/** Runs Git without the settings of whoever runs the tests. */
function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', ['-C', folder, ...identity, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(subject: string): string {
  git('commit', '--quiet', '--allow-empty', '--message', subject);
  return git('rev-parse', 'HEAD');
}

const subjects = (base: string) => listNewCommits(folder, base)?.map(({ subject }) => subject);

// A hook of Git says by GIT_DIR which repository is meant: these tests would commit to it.
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('GIT_')) vi.stubEnv(name, undefined);
  folder = tempFolderForThisTest();
  git('init', '--quiet', '--initial-branch=main');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('listNewCommits', () => {
  test('lists the commits after the base with their hashes, newest first', () => {
    commit('oldest');
    const base = commit('base');
    const first = commit('first: with a colon');
    const second = commit('second');
    expect(listNewCommits(folder, base)).toEqual([
      { hash: second, subject: 'second' },
      { hash: first, subject: 'first: with a colon' },
    ]);
  });

  test('lists nothing when the base is the newest commit', () => {
    expect(subjects(commit('base'))).toEqual([]);
  });

  test('leaves out a merge, but not what it brings', () => {
    const base = commit('base');
    git('switch', '--quiet', '--create', 'branch');
    commit('on the branch');
    git('switch', '--quiet', 'main');
    commit('on main');
    git('merge', '--quiet', '--no-ff', '--message', 'Merge branch', 'branch');
    expect(subjects(base)?.toSorted()).toEqual(['on main', 'on the branch']);
  });

  test('lists only the newest commit when the history does not contain the base', () => {
    commit('old');
    commit('new');
    expect(subjects('0123456789abcdef0123456789abcdef01234567')).toEqual(['new']);
  });

  test('lists only the newest commit when the base was left by a history that was written anew', () => {
    const base = commit('base');
    git('switch', '--quiet', '--orphan', 'anew');
    commit('old, written anew');
    commit('new');
    expect(subjects(base)).toEqual(['new']);
  });

  test('answers null where there is no commit', () => {
    expect(listNewCommits(folder, 'HEAD')).toBeNull();
  });
});
