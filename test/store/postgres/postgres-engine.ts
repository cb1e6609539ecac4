import { borrowPostgresDatabase } from '../../support/postgres/reused-databases.ts';
import type { TestEngine } from '../contract/engine.ts';
import { type PostgresTestDatabase, postgresEngine } from './make-engine.ts';

export { POSTGRES_MIGRATIONS } from './make-engine.ts';

export const POSTGRES_ENGINE: TestEngine<PostgresTestDatabase> = postgresEngine(borrowPostgresDatabase);
