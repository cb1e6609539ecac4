import type { Incident } from '../../journal-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../filter.ts';
import { cutPage, type IncidentRow, incidentFrom } from '../rows.ts';
import { allRows, type SqlRead } from '../sql-read.ts';

const INCIDENTS = `SELECT incidents.*, usage_records.student_id, usage_records.cost,
  CAST((SELECT sum(amount) FROM refunds WHERE refunds.record_id = incidents.record_id) AS BIGINT) AS refunded
  FROM incidents LEFT JOIN usage_records ON usage_records.id = incidents.record_id`;

/** Newest first. */
export function* listIncidents(
  query: PageRequest & { readonly open?: boolean; readonly recordId?: number },
): SqlRead<Page<Incident>> {
  const { after, limit, open, recordId } = query;
  const filter = new Filter().and('incidents.id < ?', after ?? undefined).and('incidents.record_id = ?', recordId);
  if (open !== undefined) filter.only(`incidents.closed_at IS ${open ? 'NULL' : 'NOT NULL'}`);
  const rows = yield* allRows<IncidentRow>(
    `${INCIDENTS} ${filter.where} ORDER BY incidents.id DESC LIMIT ?`,
    ...filter.values,
    limit + 1,
  );
  return cutPage(rows, limit, incidentFrom);
}

export function* findIncident(id: number): SqlRead<Incident | null> {
  const [row] = yield* allRows<IncidentRow>(`${INCIDENTS} WHERE incidents.id = ?`, id);
  return row === undefined ? null : incidentFrom(row);
}
