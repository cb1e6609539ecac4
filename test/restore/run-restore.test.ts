import { afterEach, expect, test, vi } from 'vitest';
import { runRestore } from '../../src/restore/run-restore.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ['en', 'the database (JIGAP_DATABASE) is PostgreSQL: restore it with its own tools'],
  ['ko', 'PostgreSQL의 도구로 사고 전 시점으로 복원하고'],
] as const)('restores no file in place of a PostgreSQL, and says what to do, in %s', async (language, words) => {
  vi.stubEnv('JIGAP_ENV_FILE', 'none');
  vi.stubEnv('JIGAP_DATABASE', 'postgres://jigap:secret@127.0.0.1:9/jigap');
  let out = '';
  let errors = '';
  const exitCode = await runRestore(['--yes', 'jigap-backup.db'], {
    ...{ language, ask: null, now: Date.now },
    write: (text) => {
      out += text;
    },
    complain: (text) => {
      errors += text;
    },
  });
  expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
  expect(errors).toContain(words);
  expect(errors).not.toContain('secret');
});
