import { defineConfig } from 'vitest/config';

/** What needs a real model server: Python packages from PyPI, installed by the suite itself. */
export default defineConfig({
  test: {
    include: ['test/system/model-servers/**/*.test.ts'],
    globalSetup: ['test/system/model-servers/install-llama.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 300_000,
    retry: 0,
  },
});
