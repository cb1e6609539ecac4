import { defineConfig } from 'vitest/config';

const ELSEWHERE = ['browser', 'clients', 'model-servers', 'crash'].map((suite) => `test/system/${suite}/**`);
/** What measures how long somebody waits needs the machine for itself. */
const ALONE = ['test/system/secrecy/neighbours.test.ts', 'test/system/secrecy/large-answers.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    // A file starts with the modules that the one before it loaded: half the time of the suite was loading them anew.
    isolate: false,
    testTimeout: 20_000,
    // Money tests must not hide behind a second try.
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['test/**/*.test.ts', 'bench/*.test.ts'],
          exclude: [...ELSEWHERE, ...ALONE],
          // Much of the suite waits for sockets and clocks: more workers than cores keep both busy.
          maxWorkers: 4,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
