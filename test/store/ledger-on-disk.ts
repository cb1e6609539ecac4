import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { hashSecret, newSecret } from '../../src/access/api-tokens.ts';
import type { IncidentKind } from '../../src/ledger/holds.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { TestClock } from '../support/clock.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

export interface CallWish {
  readonly studentId?: number;
  /** Nano-USD. */
  readonly hold?: number;
  readonly cost?: number;
  readonly servedModel?: string;
  readonly incident?: IncidentKind;
}

/** A store on a real file, and a second connection to break it with. */
export interface LedgerOnDisk {
  readonly store: Store;
  readonly clock: TestClock;
  readonly path: string;
  /** Adds a student of a class with a token. Returns the student's id, which is the token's too. */
  student(classId: number | null): Promise<number>;
  place(wish?: CallWish): Promise<number>;
  settle(holdId: number, wish?: CallWish): Promise<void>;
  call(wish?: CallWish): Promise<number>;
  /** Changes the file behind the store's back. Foreign keys are not looked at. */
  tamper(sql: string, ...values: unknown[]): void;
}

export async function ledgerOnDisk(): Promise<LedgerOnDisk> {
  const clock = new TestClock();
  const path = join(tempFolderForThisTest(), 'jigap.db');
  const store = openSqliteStore({
    path,
    migrationsFolder: join(import.meta.dirname, '../../migrations/sqlite'),
    defaults: { walletMonthly: 500_000_000_000, studentWeekly: 500_000_000_000 },
    timeZone: 'Asia/Seoul',
    now: clock.now(),
  });
  let closed = false;
  const close = async () => {
    if (!closed) await store.close();
    closed = true;
  };
  onTestFinished(close);
  const change = () => ({ actor: 'test', now: clock.now() });

  const student = async (classId: number | null) => {
    const fields = { name: 'a student', classId, email: null, suspended: false };
    const { id } = await store.access.createStudent(fields, {}, change());
    const token = { studentId: id, hash: hashSecret(newSecret('jgp_')), prefix: 'jgp_x', label: null, expiresAt: null };
    await store.access.createToken(token, change());
    return id;
  };
  const place = async ({ studentId = 1, hold = 1000, servedModel = 'gpt-3.5-turbo' }: CallWish = {}) => {
    const placement = await store.ledger.placeHold({
      ...{ studentId, tokenId: studentId, endpoint: 'chat', model: 'gpt-3.5-turbo', servedModel },
      priceVersion: 'gpt-3.5-turbo@2024-01-25',
      estimate: { inputTokensBound: 20, candidates: 1, inputPico: hold * 1000, picoPerCapToken: 0 },
      ...{ cap: 100, lowestCap: 1, now: clock.now() },
    });
    if ('refused' in placement) throw new Error('the test call does not fit into its budgets');
    return placement.hold.id;
  };
  const settle = async (holdId: number, { cost = 400, incident }: CallWish = {}) => {
    const usage = { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 0, outputTokens: 5 };
    const resolution = { as: 'settle', cost, usage, outcome: 'ok', incident: incident ?? null } as const;
    await store.ledger.resolveHold(holdId, resolution, { durationMs: 1, firstByteMs: 1 });
  };
  const call = async (wish: CallWish = {}) => {
    const holdId = await place(wish);
    await settle(holdId, wish);
    return holdId;
  };
  const tamper = (sql: string, ...values: unknown[]) => {
    const sqlite = new Database(path);
    try {
      sqlite.pragma('busy_timeout = 2000');
      sqlite.pragma('foreign_keys = OFF');
      sqlite.prepare(sql).run(...values);
    } finally {
      sqlite.close();
    }
  };
  return { store: { ...store, close }, clock, path, student, place, settle, call, tamper };
}
