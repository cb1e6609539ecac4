import type { NanoUsd } from '../ledger/money.ts';
import type { CrashResult, Incident } from '../store/journal-store.ts';
import type { Page, PageRequest } from '../store/paging.ts';
import type { UsageRecord } from '../store/usage-record.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError, type AdminProblem } from './admin-error.ts';
import { findRecord } from './calls.ts';
import { type CrashDecision, type CrashTotals, groupIncidents, type IncidentGroup, planCrash } from './crash-rules.ts';

const REFUND_CODES = ['refund_zero', 'refund_without_call', 'refund_complete', 'refund_too_large'] as const;

/** Why a refund was refused. */
export type RefundProblem = Extract<AdminProblem, { readonly code: (typeof REFUND_CODES)[number] }>;

export function isRefundProblem(problem: AdminProblem): problem is RefundProblem {
  return REFUND_CODES.some((code) => code === problem.code);
}

export interface IncidentDetails {
  readonly incident: Incident;
  /** The call; null when the incident is about the server or the provider. */
  readonly record: UsageRecord | null;
}

/** One line of a list: one incident with its call, or all the incidents of a crash that the list has. */
export type IncidentLine = IncidentDetails | { readonly crashAt: number; readonly incidents: readonly Incident[] };

const ROWS_AT_ONCE = 200;

/**
 * Newest first; the incidents of one crash are one line, and never on two pages.
 * @param query its limit counts lines
 */
export async function listIncidentLines(query: IncidentQuery, deps: AdminDeps): Promise<Page<IncidentLine>> {
  const { rows, next } = await listIncidentGroups(query, deps);
  return { rows: await addRecords(rows, deps), next };
}

type IncidentQuery = PageRequest & { readonly open: boolean };

/** The same without the calls. */
export async function listIncidentGroups(
  { limit, ...query }: IncidentQuery,
  { store }: AdminDeps,
): Promise<Page<IncidentGroup>> {
  const rows: Incident[] = [];
  let next = query.after;
  do {
    const page = await store.journal.listIncidents({ ...query, after: next, limit: ROWS_AT_ONCE });
    rows.push(...page.rows);
    next = page.next;
    // The last group may go on in the next rows.
  } while (next !== null && groupIncidents(rows).length <= limit);
  const groups = groupIncidents(rows);
  const shown = groups.slice(0, limit);
  return { rows: shown, next: groups.length > limit ? (shown.at(-1)?.at(-1)?.id ?? null) : null };
}

export function addRecords(groups: readonly IncidentGroup[], deps: AdminDeps): Promise<IncidentLine[]> {
  return Promise.all(groups.map((group) => lineOf(group, deps)));
}

async function lineOf(group: IncidentGroup, deps: AdminDeps): Promise<IncidentLine> {
  const [first] = group;
  if (group.length === 1 || first.crashAt === null) return addRecord(first, deps);
  return { crashAt: first.crashAt, incidents: group };
}

/** Every incident of a crash, newest first. @throws AdminError crash_not_found */
export async function getCrash(crashAt: number, { store }: AdminDeps): Promise<readonly Incident[]> {
  const incidents: Incident[] = [];
  let next: number | null = null;
  do {
    const page: Page<Incident> = await store.journal.listIncidents({ crashAt, after: next, limit: ROWS_AT_ONCE });
    incidents.push(...page.rows);
    next = page.next;
  } while (next !== null);
  if (incidents.length === 0) throw new AdminError({ code: 'crash_not_found', crashAt });
  return incidents;
}

/** @throws AdminError incident_not_found */
export async function getIncident(id: number, deps: AdminDeps): Promise<IncidentDetails> {
  const { rows } = await deps.store.journal.listIncidents({ after: id + 1, limit: 1 });
  const incident = rows.find((row) => row.id === id);
  if (incident === undefined) throw new AdminError({ code: 'incident_not_found', id });
  return addRecord(incident, deps);
}

/**
 * Refunds the call in all its budgets, and closes the incident.
 * @param amount null: all that is left of the charge
 * @throws AdminError a RefundProblem, incident_not_found
 */
export async function refundIncident(
  id: number,
  amount: NanoUsd | null,
  actor: Actor,
  { store, now }: AdminDeps,
): Promise<Incident> {
  if (amount === 0) throw new AdminError({ code: 'refund_zero' }, ['amount']);
  return store.journal.refund(id, amount, changeBy(actor, now()));
}

/** Closes an incident without a refund. @throws AdminError incident_not_found */
export function closeIncident(id: number, actor: Actor, { store, now }: AdminDeps): Promise<Incident> {
  return store.journal.closeIncident(id, changeBy(actor, now()));
}

/**
 * Refunds all that is left of the charges of a crash and closes its incidents, or closes them only: together, or not at
 * all. What is closed already stays as it is.
 * @param expected what the owner saw before the decision; null: decided unseen
 * @throws AdminError crash_not_found, crash_changed
 */
export function decideCrash(
  crashAt: number,
  decision: CrashDecision,
  expected: CrashTotals | null,
  actor: Actor,
  { store, now }: AdminDeps,
): Promise<CrashResult> {
  const plan = (incidents: readonly Incident[]) => planCrash(crashAt, incidents, decision, expected);
  return store.journal.decideCrash(crashAt, `crash.${decision}`, plan, changeBy(actor, now()));
}

async function addRecord(incident: Incident, deps: AdminDeps): Promise<IncidentDetails> {
  return { incident, record: incident.recordId === null ? null : await findRecord(incident.recordId, deps) };
}
