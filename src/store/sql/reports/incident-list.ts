import type { Incident, IncidentFilter } from '../../journal-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../filter.ts';
import { cutPage } from '../rows/cut-page.ts';
import { type IncidentRow, incidentFrom } from '../rows/incident-row.ts';
import { allRows, type SqlWork } from '../sql-work.ts';

/** The start after a crash expires its holds at one instant, and gives each record the time until then (expireHold). */
export const CRASH_AT = `CASE WHEN incidents.kind = 'crash' THEN incidents.created_at + usage_records.duration_ms END`;

const INCIDENTS = `SELECT incidents.*, usage_records.student_id, usage_records.cost, ${CRASH_AT} AS crash_at,
  CAST((SELECT sum(amount) FROM refunds WHERE refunds.record_id = incidents.record_id) AS BIGINT) AS refunded,
  CAST(usage_records.tokens - coalesce((SELECT sum(tokens) FROM refunds WHERE refunds.record_id = incidents.record_id), 0)
    AS BIGINT) AS charged_tokens
  FROM incidents LEFT JOIN usage_records ON usage_records.id = incidents.record_id`;

/** Newest first. */
export function* listIncidents(query: PageRequest & IncidentFilter): SqlWork<Page<Incident>> {
  const { after, limit, open, recordId, crashAt } = query;
  const filter = new Filter()
    .and('incidents.id < ?', after ?? undefined)
    .and('incidents.record_id = ?', recordId)
    .and(`${CRASH_AT} = ?`, crashAt);
  if (open !== undefined) filter.only(`incidents.closed_at IS ${open ? 'NULL' : 'NOT NULL'}`);
  const rows = yield* allRows<IncidentRow>(
    `${INCIDENTS} ${filter.where} ORDER BY incidents.id DESC LIMIT ?`,
    ...filter.values,
    limit + 1,
  );
  return cutPage(rows, limit, incidentFrom);
}

/** All of them, whatever their number: as many as there were calls in flight. */
export function* incidentsOfCrash(crashAt: number): SqlWork<Incident[]> {
  const rows = yield* allRows<IncidentRow>(`${INCIDENTS} WHERE ${CRASH_AT} = ? ORDER BY incidents.id DESC`, crashAt);
  return rows.map(incidentFrom);
}

export function* findIncident(id: number): SqlWork<Incident | null> {
  const [row] = yield* allRows<IncidentRow>(`${INCIDENTS} WHERE incidents.id = ?`, id);
  return row === undefined ? null : incidentFrom(row);
}
