/** SQLSTATE in the log of a server with verbose errors, and what it means for a ledger that has one lock. */
const NEVER: Readonly<Record<string, string>> = {
  '40P01': 'a deadlock',
  '40001': 'a serialization error',
  '55P03': 'a lock that was not available',
  '57014': 'a cancelled statement',
  '25P03': 'a transaction that was idle for too long',
};

/** @param expected codes that a test provokes */
export function findLogProblems(log: string, expected: readonly string[] = []): string[] {
  return Object.entries(NEVER).flatMap(([code, name]) => {
    const count = expected.includes(code) ? 0 : log.split(`${code}:`).length - 1;
    return count === 0 ? [] : [`the server's log has ${name} (${code}) ${count} times`];
  });
}
