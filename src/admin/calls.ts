import type { ApiToken } from '../access/api-tokens.ts';
import type { Incident } from '../store/journal-store.ts';
import type { Page, PageRequest } from '../store/paging.ts';
import type { RecordFilter } from '../store/record-store.ts';
import type { UsageRecord } from '../store/usage-record.ts';
import type { AdminDeps } from './admin-deps.ts';

/** Newest first. The model of the filter may have any name of the catalogue; records carry its id. */
export function listCalls(
  query: PageRequest & RecordFilter,
  { store, catalogue }: AdminDeps,
): Promise<Page<UsageRecord>> {
  const { servedModel } = query;
  if (servedModel === undefined) return store.records.listRecords(query);
  return store.records.listRecords({ ...query, servedModel: catalogue.get(servedModel)?.id ?? servedModel });
}

export interface CallDetails {
  readonly record: UsageRecord;
  readonly incidents: readonly Incident[];
  /** null: it is not among the newest of the student. */
  readonly token: ApiToken | null;
}

const MAX_TOKENS = 200;
const MAX_INCIDENTS = 20;

/** null: there is no such call, or it is still running. */
export async function findCall(id: number, deps: AdminDeps): Promise<CallDetails | null> {
  const record = await findRecord(id, deps);
  if (record === null) return null;
  const { access, journal } = deps.store;
  const [incidents, tokens] = await Promise.all([
    journal.listIncidents({ after: null, limit: MAX_INCIDENTS, recordId: id }),
    access.listTokens(record.studentId, { after: null, limit: MAX_TOKENS }),
  ]);
  return { record, incidents: incidents.rows, token: tokens.rows.find((token) => token.id === record.tokenId) ?? null };
}

/** Records are listed by id, newest first: the first one after the next id is this one. */
export async function findRecord(id: number, { store }: AdminDeps): Promise<UsageRecord | null> {
  const { rows } = await store.records.listRecords({ after: id + 1, limit: 1 });
  return rows.find((record) => record.id === id) ?? null;
}
