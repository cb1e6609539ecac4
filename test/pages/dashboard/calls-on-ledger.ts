import type { IncidentKind, Outcome } from '../../../src/ledger/holds.ts';
import type { RunningApp } from '../../support/running-app.ts';

/** One call of a student as the gateway would have written it. Amounts are nano-USD. */
export interface LedgerCall {
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
export async function callOnLedger({ store, clock }: RunningApp, call: LedgerCall): Promise<number> {
  const { studentId, tokenId, cost, held = cost, model = 'gpt-4o-mini', outcome = 'ok', incident = null } = call;
  const { servedModel = model } = call;
  const placement = await store.ledger.placeHold({
    ...{ studentId, tokenId, model, servedModel, endpoint: 'chat', priceVersion: `${servedModel}@2024-07-18` },
    estimate: { inputTokensBound: 900, candidates: 1, inputPico: held * 1000, picoPerCapToken: 0 },
    ...{ cap: 100, lowestCap: 1, now: clock.now() },
  });
  if ('refused' in placement) throw new Error('the test call does not fit into its budgets');
  if (call.runsOn === true) return placement.hold.id;
  const usage = { inputTokens: 420, cachedInputTokens: 128, cacheWriteTokens: 0, outputTokens: 77 };
  const timing = { durationMs: 1430, firstByteMs: 310 };
  await store.ledger.resolveHold(placement.hold.id, { as: 'settle', cost, usage, outcome, incident }, timing);
  return placement.hold.id;
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
