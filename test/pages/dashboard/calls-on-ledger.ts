import type { IncidentKind, Outcome } from '../../../src/ledger/holds.ts';
import { writeLedgerCall } from '../../support/ledger-call.ts';
import type { RunningApp } from '../../support/running-app.ts';

/** One call of a student as the gateway would have written it. Amounts are nano-USD. */
export interface SampleCall {
  readonly studentId: number;
  readonly tokenId: number;
  readonly cost: number;
  /** The cost when absent. */
  readonly held?: number;
  readonly model?: string;
  readonly servedModel?: string;
  readonly outcome?: Outcome;
  readonly incident?: IncidentKind;
  /** It is held, and not resolved. */
  readonly runsOn?: boolean;
}

/** Returns the record's id. @throws Error when no budget covers it */
export async function callOnLedger(app: RunningApp, call: SampleCall): Promise<number> {
  const { cost, held = cost, model = 'gpt-4o-mini', runsOn = false, ...rest } = call;
  const id = await writeLedgerCall(app, {
    ...{ ...rest, model, held, cost: runsOn ? null : cost, priceVersion: `${rest.servedModel ?? model}@2024-07-18` },
    usage: { inputTokens: 420, cachedInputTokens: 128, cacheWriteTokens: 0, outputTokens: 77 },
    timing: { durationMs: 1430, firstByteMs: 310 },
  });
  if (id === null) throw new Error('the test call does not fit into its budgets');
  return id;
}

/** A student who can call. */
export async function callerOnLedger(
  app: RunningApp,
  name: string,
  classId: number | null = null,
): Promise<{ readonly studentId: number; readonly tokenId: number }> {
  const change = { actor: 'owner', now: app.clock.now() };
  const fields = { name, classId, email: null, suspended: false };
  const { id: studentId } = await app.store.access.createStudent(fields, {}, change);
  const hash = `hash of ${studentId}`;
  const token = { studentId, hash, prefix: 'jgp_abcde', label: null, expiresAt: null };
  return { studentId, tokenId: (await app.store.access.createToken(token, change)).id };
}
