import type { ExportKind } from '../export-store.ts';
import type { SqlStatement, SqlValue } from './sql-work.ts';

interface ExportQuery {
  /** Everything. */
  readonly from: string;
  /** What belongs to a class; each `?` is its id. */
  readonly ofClass: string;
  readonly order: string;
}

const STUDENTS_OF_CLASS = 'SELECT id FROM students WHERE class_id = ?';
const OF_CLASS_OR_STUDENT = `(scope IN ('class', 'class-student') AND scope_id = ?
  OR scope = 'student' AND scope_id IN (${STUDENTS_OF_CLASS}))`;

/** A bound number may be a float: its text would be "3.0". */
const CLASS_ID_TEXT = 'CAST(CAST(? AS BIGINT) AS TEXT)';
/** An entry about a budget says whose it is in what it was or became; the budget itself may be gone. */
const SCOPE_OF_BUDGET = `coalesce(before, '') || coalesce(after, '') LIKE '%"scope":"' `;
const IS_ABOUT_BUDGET_OF_CLASS = `(subject LIKE 'budget %' AND (
  ${SCOPE_OF_BUDGET} || 'class","scopeId":' || ${CLASS_ID_TEXT} || ',%'
  OR ${SCOPE_OF_BUDGET} || 'class-student","scopeId":' || ${CLASS_ID_TEXT} || ',%'
  OR EXISTS (SELECT 1 FROM students WHERE class_id = ?
    AND ${SCOPE_OF_BUDGET} || 'student","scopeId":' || CAST(id AS TEXT) || ',%')))`;

/** The columns have the names of src/admin/export/export-columns.ts. Money is nano-USD, instants are ms UTC. */
const QUERIES: Readonly<Record<ExportKind, ExportQuery>> = {
  classes: {
    from: `SELECT id, name, time_zone, language, owner_title, starts_on, ends_on, allowed_models, rules, instructions,
      requests_per_minute, calls_in_flight, student_requests_per_minute, student_calls_in_flight, join_mode, join_places,
      opening, weekly_hours, lesson_sessions, opened_until, closed_until, paused_at, takes_money_requests,
      falls_back, shares_answers, uses_flex, created_at, archived_at, deleted_at AS removed_at FROM classes`,
    ofClass: 'id = ?',
    order: 'id',
  },
  students: {
    from: `SELECT id, class_id, name, student_number, email, note, suspended_at, created_at, forgotten_at,
      deleted_at AS removed_at FROM students`,
    // Who called there and is elsewhere now, too: a call names its student.
    ofClass: '(class_id = ? OR id IN (SELECT student_id FROM usage_days WHERE class_id = ?))',
    order: 'id',
  },
  budgets: {
    from: `SELECT id, scope, scope_id, period, unit, selector, CASE WHEN unit = 'money' THEN limit_amount END AS limit_usd,
      CASE WHEN unit <> 'money' THEN limit_amount END AS limit_count, carries_since AS carry_over_since, created_at,
      updated_at FROM budgets`,
    ofClass: OF_CLASS_OR_STUDENT,
    order: 'id',
  },
  carry_overs: {
    from: `SELECT scope, scope_id, period, unit, selector, window_start, CASE WHEN unit = 'money' THEN amount END AS amount_usd,
      CASE WHEN unit <> 'money' THEN amount END AS amount_count FROM carry_overs`,
    ofClass: OF_CLASS_OR_STUDENT,
    order: 'scope, scope_id, period, unit, selector, window_start',
  },
  top_ups: {
    from: `SELECT id, scope, scope_id, amount AS amount_usd,
      CAST((SELECT sum(spent) FROM balances WHERE balances.scope = 'top-up' AND balances.scope_id = top_ups.id) AS BIGINT)
        AS spent_usd,
      reason, created_at, starts_at, ends_at, withdrawn_at FROM top_ups`,
    ofClass: OF_CLASS_OR_STUDENT,
    order: 'id',
  },
  money_requests: {
    from: `SELECT id, student_id, amount AS amount_usd, reason, state, created_at, expires_at, answered_at, word,
      granted AS granted_usd, ends_at, top_up_id FROM money_requests`,
    ofClass: `student_id IN (${STUDENTS_OF_CLASS})`,
    order: 'id',
  },
  tokens: {
    from: 'SELECT id, student_id, prefix, label, created_at, expires_at, revoked_at, last_used_at FROM api_tokens',
    ofClass: `(student_id IN (${STUDENTS_OF_CLASS}) OR id IN (SELECT token_id FROM usage_days WHERE class_id = ?))`,
    order: 'id',
  },
  calls: {
    from: `SELECT id, id / 1024 AS at, day, student_id, class_id, token_id, endpoint, model, served_model, model_id,
      provider, price_version, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, held AS held_usd, cost AS cost_usd,
      CAST(coalesce((SELECT sum(amount) FROM refunds WHERE record_id = usage_records.id), 0) AS BIGINT) AS refunded_usd,
      tokens AS charged_tokens, calls AS charged_calls, images AS charged_images, saved AS saved_usd,
      student_top_up_id, class_top_up_id, outcome, duration_ms, first_byte_ms FROM usage_records`,
    ofClass: 'class_id = ?',
    order: 'id',
  },
  refunds: {
    from: 'SELECT id, record_id AS call_id, amount AS amount_usd, tokens, calls, images, created_at FROM refunds',
    ofClass: 'record_id IN (SELECT id FROM usage_records WHERE class_id = ?)',
    order: 'id',
  },
  incidents: {
    from: 'SELECT id, kind, record_id AS call_id, detail, created_at, closed_at FROM incidents',
    ofClass: 'record_id IN (SELECT id FROM usage_records WHERE class_id = ?)',
    order: 'id',
  },
  notices: {
    from: 'SELECT id, kind, class_id, facts, created_at, read_at FROM notices',
    ofClass: 'class_id = ?',
    order: 'id',
  },
  audit: {
    from: 'SELECT id, at, actor, action, subject, before, after FROM audit',
    ofClass: `(subject = 'class ' || ${CLASS_ID_TEXT}
      OR subject IN (SELECT 'student ' || CAST(id AS TEXT) FROM students WHERE class_id = ?)
      OR subject IN (SELECT 'token ' || CAST(id AS TEXT) FROM api_tokens WHERE student_id IN (${STUDENTS_OF_CLASS}))
      OR subject IN (SELECT 'join-request ' || CAST(id AS TEXT) FROM join_requests WHERE class_id = ?)
      OR subject IN (SELECT 'incident ' || CAST(id AS TEXT) FROM incidents
        WHERE record_id IN (SELECT id FROM usage_records WHERE class_id = ?))
      OR ${IS_ABOUT_BUDGET_OF_CLASS})`,
    order: 'id',
  },
  refusals: {
    from: `SELECT id, id / 1024 AS at, student_id, class_id, token_id, model, endpoint, reason, status, times FROM refusals`,
    ofClass: 'class_id = ?',
    order: 'id',
  },
};

/** Without an order. @param classId null: everything */
export function exportRows(
  kind: ExportKind,
  classId: number | null,
): SqlStatement & { readonly values: readonly SqlValue[] } {
  const { from, ofClass } = QUERIES[kind];
  if (classId === null) return { text: from, values: [] };
  return { text: `${from} WHERE ${ofClass}`, values: [...ofClass.matchAll(/\?/g)].map(() => classId) };
}

/** The columns that tell the rows of a kind apart, in the order of an export. */
export function exportOrder(kind: ExportKind): string {
  return QUERIES[kind].order;
}

/** @param classId null: everything */
export function exportQuery(kind: ExportKind, classId: number | null): SqlStatement {
  const { text, values } = exportRows(kind, classId);
  return { text: `${text} ORDER BY ${exportOrder(kind)}`, values };
}

export function exportCount(kind: ExportKind, classId: number | null): SqlStatement {
  const { text, values } = exportQuery(kind, classId);
  return { text: `SELECT count(*) AS n FROM (${text}) AS rows_of_kind`, values };
}
