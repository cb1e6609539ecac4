import { defineConfig } from 'vitest/config';

/** A school of a million calls: its database takes a minute to write, so its pages are measured in a suite of their own. */
export default defineConfig({
  test: {
    include: ['test/system/scale/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    retry: 0,
  },
});
