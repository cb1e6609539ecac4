import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { RefusalDay, RefusalDaysQuery, RefusalFilter, RefusalRecord, RefusedModel } from '../../refusal-store.ts';
import { Filter } from '../filter.ts';
import { cutPage } from '../rows/cut-page.ts';
import { allRows, type SqlWork } from '../sql-work.ts';

interface StoredRefusal {
  readonly id: number;
  readonly student_id: number;
  readonly class_id: number;
  readonly token_id: number;
  readonly model: string | null;
  readonly endpoint: string | null;
  readonly reason: string;
  readonly status: number;
  readonly times: number;
}

export function* listRefusals(query: PageRequest & RefusalFilter): SqlWork<Page<RefusalRecord>> {
  const { after, limit, studentId, classId, reason } = query;
  const filter = new Filter()
    .and('id < ?', after ?? undefined)
    .and('student_id = ?', studentId)
    .and('class_id = ?', classId)
    .and('reason = ?', reason);
  const rows = yield* allRows<StoredRefusal>(
    `SELECT * FROM refusals ${filter.where} ORDER BY id DESC LIMIT ?`,
    ...filter.values,
    limit + 1,
  );
  return cutPage(rows, limit, refusalFrom);
}

const MAX_NAMES = 200;
/** Read in about two milliseconds, while calls wait. */
const MAX_COUNTED_ROWS = 1000;

interface CountedModel extends Omit<RefusedModel, 'lastAt'> {
  readonly lastId: number;
}

export function* refusedModels(since: number): SqlWork<RefusedModel[]> {
  const rows = yield* allRows<CountedModel>(
    `SELECT model, endpoint, CAST(sum(times) AS BIGINT) AS times, count(DISTINCT student_id) AS students,
       max(id) AS "lastId"
     FROM (SELECT * FROM refusals WHERE id >= ? AND reason = 'modelNotAllowed' AND model IS NOT NULL
       ORDER BY id DESC LIMIT ?) AS newest
     GROUP BY model, endpoint ORDER BY times DESC, model, coalesce(endpoint, '') LIMIT ?`,
    firstIdAt(since),
    MAX_COUNTED_ROWS,
    MAX_NAMES,
  );
  return rows.map(({ lastId, ...row }) => ({ ...row, lastAt: heldAt(lastId) }));
}

export function countRefusalDays(query: RefusalDaysQuery): SqlWork<RefusalDay[]> {
  const { from, to, studentId, classId, classTimeZone } = query;
  const filter = new Filter()
    .and('day >= ?', from)
    .and('day <= ?', to)
    .and('student_id = ?', studentId)
    .and('class_id = ?', classTimeZone === null ? 0 : classId)
    .and('class_id IN (SELECT id FROM classes WHERE time_zone = ?)', classTimeZone ?? undefined);
  return allRows<RefusalDay>(
    `SELECT day, reason, CAST(sum(count) AS BIGINT) AS count FROM refusal_days ${filter.where}
     GROUP BY day, reason ORDER BY day, reason`,
    ...filter.values,
  );
}

function refusalFrom(row: StoredRefusal): RefusalRecord {
  return {
    id: row.id,
    at: heldAt(row.id),
    studentId: row.student_id,
    classId: row.class_id === 0 ? null : row.class_id,
    tokenId: row.token_id === 0 ? null : row.token_id,
    model: row.model,
    endpoint: row.endpoint,
    reason: row.reason,
    status: row.status,
    times: row.times,
  };
}
