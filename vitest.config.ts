import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/support/slowest-first.ts';
import { findUnitTests } from './test/support/unit-tests.ts';

/** Suites with a configuration or a runner of their own. */
const OTHER_SUITES = ['browser', 'clients', 'documents', 'model-servers', 'scale', 'crash', 'term'].map(
  (suite) => `test/system/${suite}/**`,
);
/** They measure how long somebody waits, or what something costs, so no other test may run beside or before them. */
const ALONE = [
  'test/gateway/body/body-cpu.test.ts',
  'test/system/secrecy/neighbours.test.ts',
  'test/system/secrecy/large-answers.test.ts',
];
const UNIT = findUnitTests();
/** Node loads the files, as it does for jigap: nothing is transformed, and no import is looked up at each use. No vi.mock. */
const NATIVE = { viteModuleRunner: false, nodeLoader: false };
export default defineConfig({
  test: {
    pool: 'forks',
    // A file starts with the modules that the one before it loaded: half the time of the suite was loading them anew.
    isolate: false,
    // Each worker loads the same thousand modules: their types are stripped, and they are compiled, once.
    execArgv: ['--import', new URL('./src/launch/compile-cache.js', import.meta.url).href],
    // Time-outs end what hangs; they measure nothing. A busy machine may be ten times slower than a quiet one.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    tags: [
      { name: 'long', description: 'npm test leaves it out, and says so; npm run test:long, and .ci/run, run it' },
    ],
    // Money tests must not hide behind a second try.
    retry: 0,
    sequence: { sequencer: SlowestFirst },
    projects: [
      // Each worker loads the modules anew.
      {
        extends: true,
        test: { name: 'unit', include: UNIT, experimental: NATIVE, maxWorkers: 2, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts', 'bench/*.test.ts'],
          exclude: [...OTHER_SUITES, ...ALONE, ...UNIT],
          experimental: NATIVE,
          globalSetup: ['test/support/postgres/global-setup.ts'],
          // Much of it waits for sockets and clocks: more workers than cores keep both busy.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 2 } } },
    ],
  },
});
