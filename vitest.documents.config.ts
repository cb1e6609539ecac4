import { defineConfig } from 'vitest/config';

/** What needs bash, curl, Caddy and Python's packages: every command of the documents. */
export default defineConfig({
  test: {
    include: ['test/system/documents/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    retry: 0,
  },
});
