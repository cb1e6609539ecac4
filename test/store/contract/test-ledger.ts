import { onTestFinished } from 'vitest';
import { hashSecret, newSecret } from '../../../src/access/api-tokens.ts';
import { quantitiesOf } from '../../../src/ledger/budget-units.ts';
import type { IncidentKind } from '../../../src/ledger/holds.ts';
import type { Store } from '../../../src/store/store.ts';
import { TestClock } from '../../support/clock.ts';
import type { TestDatabase, TestEngine } from './engine.ts';
import { RunningStore } from './running-store.ts';

export interface CallOptions {
  readonly studentId?: number;
  /** Nano-USD. */
  readonly hold?: number;
  readonly cost?: number;
  readonly servedModel?: string;
  readonly incident?: IncidentKind;
}

/** A store with large limits, and a second connection to break its database with. */
export interface TestLedger {
  readonly store: Store;
  readonly clock: TestClock;
  /** Adds a student of a class with a token. Returns the student's id, which is the token's too. */
  student(classId: number | null): Promise<number>;
  place(options?: CallOptions): Promise<number>;
  settle(holdId: number, options?: CallOptions): Promise<void>;
  call(options?: CallOptions): Promise<number>;
  tamper: TestDatabase['tamper'];
}

const SERVER = { timeZone: 'Asia/Seoul', walletMonthly: 500_000_000_000, studentWeekly: 500_000_000_000 };

export async function openTestLedger<Database extends TestDatabase>(
  engine: TestEngine<Database>,
): Promise<TestLedger & { readonly database: Database }> {
  const clock = new TestClock();
  const running = new RunningStore(engine);
  await running.begin({ server: SERVER, now: clock.now() });
  onTestFinished(() => running.end());
  const { store, database } = running;
  const change = () => ({ actor: 'test', now: clock.now() });

  const student = async (classId: number | null) => {
    const fields = { name: 'a student', classId, email: null, suspended: false };
    const { id } = await store.access.createStudent(fields, {}, change());
    const token = { studentId: id, hash: hashSecret(newSecret('jgp_')), prefix: 'jgp_x', label: null, expiresAt: null };
    await store.access.createToken(token, change());
    return id;
  };
  const place = async ({ studentId = 1, hold = 1000, servedModel = 'gpt-3.5-turbo' }: CallOptions = {}) => {
    const placement = await store.ledger.placeHold({
      ...{ studentId, tokenId: studentId, endpoint: 'chat', model: 'gpt-3.5-turbo', servedModel, modelId: servedModel },
      provider: 'openai',
      priceVersion: 'gpt-3.5-turbo@2024-01-25',
      estimate: { inputTokensBound: 20, candidates: 1, inputPico: hold * 1000, picoPerCapToken: 0 },
      ...{ cap: 100, lowestCap: 1, now: clock.now() },
    });
    if ('refused' in placement) throw new Error('the test call does not fit into its budgets');
    return placement.hold.id;
  };
  const settle = async (holdId: number, { cost = 400, incident }: CallOptions = {}) => {
    const usage = { inputTokens: 10, cachedInputTokens: 4, cacheWriteTokens: 0, outputTokens: 5 };
    const resolution = {
      as: 'settle',
      cost,
      quantities: quantitiesOf(usage),
      usage,
      outcome: 'ok',
      incident: incident ?? null,
    } as const;
    await store.ledger.resolveHold(holdId, resolution, { durationMs: 1, firstByteMs: 1 });
  };
  const call = async (options: CallOptions = {}) => {
    const holdId = await place(options);
    await settle(holdId, options);
    return holdId;
  };
  const { tamper } = database;
  return { store: { ...store, close: () => running.close() }, database, clock, student, place, settle, call, tamper };
}
