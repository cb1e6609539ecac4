import { defineConfig } from 'vitest/config';

/** What needs a browser: Debian's chromium, installed by .ci/run. */
export default defineConfig({
  test: {
    include: ['test/system/browser/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['test/support/postgres/chosen-server.ts'],
    // Pages wait for the next look at their numbers more than they work.
    maxWorkers: 2,
    testTimeout: 60_000,
    // Hooks start servers and fill them: a busy machine takes long. This ends what hangs; it measures nothing.
    hookTimeout: 180_000,
    retry: 0,
  },
});
