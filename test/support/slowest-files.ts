/**
 * Files that take longest, slowest first: one that begins last would run alone at the end. Where vitest has no times of an
 * earlier run, as in a fresh clone, it goes by the size of files, and these are small.
 */
export const SLOWEST = [
  'test/store/postgres/contract.test.ts',
  'test/store/ledger-model/ledger-model.test.ts',
  'test/store/postgres/shared-sql.test.ts',
  'test/system/sdk/refusals.test.ts',
  'test/system/server/starting.test.ts',
  'test/store/postgres/lost-connections.test.ts',
  'test/system/server/database-place.test.ts',
  'test/gateway/exits/exits-time.test.ts',
  'test/store/postgres/silent-flow.test.ts',
  'test/system/sdk/upstream-refusals.test.ts',
  'test/system/secrecy/canaries.test.ts',
  'test/system/secrecy/transport.test.ts',
  'test/gateway/answers/stream-ends.test.ts',
  'test/system/secrecy/debugger.test.ts',
  'test/gateway/answers/keep-alive.test.ts',
  'test/system/server/stopping.test.ts',
  'test/system/server/key-reload.test.ts',
  'test/system/token-bound/dearest-provider.test.ts',
  'test/system/secrecy/process.test.ts',
  'test/system/server/log-format.test.ts',
  'test/system/token-bound/token-bound.test.ts',
  'test/store/sqlite/cut-log.test.ts',
];
