import type { AuditEntry } from '../../journal-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { Filter } from '../filter.ts';
import { type AuditRow, auditFrom } from '../rows/audit-row.ts';
import { cutPage } from '../rows/cut-page.ts';
import { allRows, type SqlWork } from '../sql-work.ts';

/** Newest first. */
export function* listAudit({ after, limit }: PageRequest): SqlWork<Page<AuditEntry>> {
  const filter = new Filter().and('id < ?', after ?? undefined);
  const rows = yield* allRows<AuditRow>(
    `SELECT * FROM audit ${filter.where} ORDER BY id DESC LIMIT ?`,
    ...filter.values,
    limit + 1,
  );
  return cutPage(rows, limit, auditFrom);
}
