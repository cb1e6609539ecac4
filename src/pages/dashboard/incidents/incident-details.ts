import type { NanoUsd } from '../../../ledger/money.ts';
import type { Incident } from '../../../store/journal-store.ts';
import type { Store } from '../../../store/store.ts';
import type { UsageRecord } from '../../../store/usage-record.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import type { ViewContext } from '../../web/view-context.ts';
import type { IncidentText } from './kind-texts.ts';
import { INCIDENTS } from './texts.ts';

/** An incident with the call it is about; null when it is about the server or the provider. */
export interface IncidentStory {
  readonly incident: Incident;
  readonly record: UsageRecord | null;
}

export async function storiesOf(store: Store, incidents: readonly Incident[]): Promise<IncidentStory[]> {
  return Promise.all(incidents.map(async (incident) => ({ incident, record: await recordOf(store, incident) })));
}

export async function storyOf(store: Store, incidentId: number): Promise<IncidentStory | null> {
  const { rows } = await store.journal.listIncidents({ after: incidentId + 1, limit: 1 });
  const [incident] = rows.filter(({ id }) => id === incidentId);
  return incident === undefined ? null : { incident, record: await recordOf(store, incident) };
}

/** The list is by id, newest first: what comes after the next id is this one. */
async function recordOf({ records }: Store, { recordId }: Incident): Promise<UsageRecord | null> {
  if (recordId === null) return null;
  const { rows } = await records.listRecords({ after: recordId + 1, limit: 1 });
  return rows.find(({ id }) => id === recordId) ?? null;
}

export interface ToldIncident extends IncidentText {
  /** How the call ended, where that is what happened. */
  readonly outcome: string | null;
}

/** What happened, in the owner's words; of a call whose cost nobody knows, what became of it says more than its kind. */
export function toldOf({ language }: ViewContext, { incident, record }: IncidentStory): ToldIncident {
  const { title, means } = INCIDENTS[language].kinds[incident.kind];
  if (incident.kind !== 'uncertain' || record === null) return { title, means, outcome: null };
  const { name, what } = OUTCOMES[language][record.outcome];
  return { title, means: `${what} ${means}`, outcome: name };
}

/** Nano-USD of the charge that can still be given back. */
export function leftToRefund({ charged, refunded }: Incident): NanoUsd {
  return Math.max(0, charged - refunded);
}
