import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/clients/**', 'test/crash/**', 'test/bench/peers/**'],
    pool: 'forks',
    // Much of the suite waits for sockets and clocks: more workers than cores keep both busy.
    maxWorkers: 3,
    testTimeout: 20_000,
    // Money tests must not hide behind a second try.
    retry: 0,
  },
});
