import { DatabasePool, type ReusedDatabase } from './database-pool.ts';
import { createPostgresDatabase } from './databases.ts';

export type { ReusedDatabase };

const pool = new DatabasePool(createPostgresDatabase);

/** Of the server of this run. @throws Error when there is no PostgreSQL for this platform */
export function borrowPostgresDatabase(): Promise<ReusedDatabase> {
  return pool.borrow();
}
