import { defineConfig } from 'vitest/config';

/** What needs a browser: Debian's chromium, installed by .ci/run. */
export default defineConfig({
  test: { include: ['test/browser/**/*.test.ts'], pool: 'forks', testTimeout: 60_000, hookTimeout: 60_000, retry: 0 },
});
