import type { NanoUsd } from '../ledger/money.ts';
import type { Incident } from '../store/journal-store.ts';
import type { Page, PageRequest } from '../store/paging.ts';
import type { UsageRecord } from '../store/usage-record.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError, type AdminProblem } from './admin-error.ts';
import { findRecord } from './calls.ts';

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

/** Newest first. */
export async function listIncidents(
  query: PageRequest & { readonly open: boolean },
  deps: AdminDeps,
): Promise<Page<IncidentDetails>> {
  const { rows, next } = await deps.store.journal.listIncidents(query);
  return { rows: await addRecords(rows, deps), next };
}

export function addRecords(incidents: readonly Incident[], deps: AdminDeps): Promise<IncidentDetails[]> {
  return Promise.all(incidents.map((incident) => addRecord(incident, deps)));
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

async function addRecord(incident: Incident, deps: AdminDeps): Promise<IncidentDetails> {
  return { incident, record: incident.recordId === null ? null : await findRecord(incident.recordId, deps) };
}
