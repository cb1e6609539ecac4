import { defineConfig } from 'vitest/config';

/** A whole term with a fake clock: the parts of a term together, which the tests of each part cannot show. */
export default defineConfig({
  test: {
    include: ['test/system/term/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 60_000,
    retry: 0,
  },
});
