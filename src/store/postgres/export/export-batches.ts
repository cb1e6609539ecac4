import type { ExportRow } from '../../../admin/export/export-text.ts';
import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import { EXPORT_KINDS, type ExportKind } from '../../export-store.ts';
import { exportOrder, exportRows } from '../../sql/export-queries.ts';
import { allRows, oneRow, type SqlValue, type SqlWork } from '../../sql/sql-work.ts';

type Run = <Result>(work: () => SqlWork<Result>) => Promise<Result>;
type KindWithIds = Exclude<ExportKind, 'carry_overs'>;

/** Which rows are there when an export starts, read in one statement. */
export interface ExportBounds {
  /** The lowest and the highest id; of an empty table, 1 and 0. */
  readonly ids: Readonly<Record<KindWithIds, readonly [number, number]>>;
  /** Calls in flight then: their records may come meanwhile, with lower ids than others. */
  readonly open: ReadonlySet<number>;
  /** Of the class. */
  readonly calls: number;
}

const TABLES: Readonly<Record<KindWithIds, string>> = {
  ...{ classes: 'classes', students: 'students', budgets: 'budgets', top_ups: 'top_ups', audit: 'audit' },
  ...{ money_requests: 'money_requests', tokens: 'api_tokens', calls: 'usage_records', refunds: 'refunds' },
  ...{ incidents: 'incidents', notices: 'notices', refusals: 'refusals' },
};
const KINDS_WITH_IDS = EXPORT_KINDS.filter((kind) => kind !== 'carry_overs');
/** Their ids are instants. */
const BY_TIME: readonly ExportKind[] = ['calls', 'refusals'];
const DAY_MS = 86_400_000;
/** How far one statement looks: a filter may pass over all of it, and a snapshot must be short. */
const MAX_IDS = 20_000;
const BATCH_ROWS = 500;

/** @param classId null: everything */
export function* readBounds(classId: number | null): SqlWork<ExportBounds> {
  const ofClass = classId === null ? '' : 'WHERE class_id = ?';
  const columns = KINDS_WITH_IDS.flatMap((kind) => [
    `(SELECT coalesce(min(id), 1) FROM ${TABLES[kind]}) AS first_${kind}`,
    `(SELECT coalesce(max(id), 0) FROM ${TABLES[kind]}) AS last_${kind}`,
  ]);
  const row = yield* oneRow<Record<string, number> & { readonly open: string }>(
    `SELECT ${columns.join(', ')}, CAST((SELECT coalesce(json_agg(id), '[]') FROM holds) AS TEXT) AS open,
       CAST((SELECT coalesce(sum(requests), 0) FROM usage_class_days ${ofClass}) AS BIGINT) AS number_of_calls`,
    ...(classId === null ? [] : [classId]),
  );
  const ids = KINDS_WITH_IDS.map((kind) => [kind, [row[`first_${kind}`] ?? 1, row[`last_${kind}`] ?? 0]]);
  return {
    ids: Object.fromEntries(ids) as ExportBounds['ids'],
    open: new Set(JSON.parse(row.open) as number[]),
    calls: row.number_of_calls ?? 0,
  };
}

/** The rows of an export, a batch a statement. */
export async function* readBatches(
  kind: ExportKind,
  classId: number | null,
  bounds: ExportBounds,
  run: Run,
): AsyncGenerator<ExportRow[]> {
  if (kind === 'carry_overs') {
    yield* readByKey(kind, classId, run);
    return;
  }
  const { text, values } = exportRows(kind, classId);
  const batch = `SELECT * FROM (${text}) AS rows_of_kind WHERE id >= ? AND id < ? ORDER BY id LIMIT ?`;
  for (const [from, to] of rangesOf(kind, bounds)) {
    for (let next = from; ; ) {
      const rows = await run(() => allRows<ExportRow>(batch, ...values, next, to, BATCH_ROWS));
      const wanted = kind === 'calls' ? rows.filter(({ id }) => !bounds.open.has(Number(id))) : rows;
      if (wanted.length > 0) yield wanted;
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH_ROWS) break;
      next = Number(last.id) + 1;
    }
  }
}

/** How many rows are to come. */
export async function countRows(bounds: ExportBounds, classId: number | null, run: Run): Promise<number> {
  let count = bounds.calls;
  for (const kind of EXPORT_KINDS) {
    if (kind === 'calls') continue;
    const { text, values } = exportRows(kind, classId);
    const inRange = kind === 'carry_overs' ? '' : 'WHERE id >= ? AND id < ?';
    const counting = `SELECT count(*) AS n FROM (${text}) AS rows_of_kind ${inRange}`;
    const ranges = kind === 'carry_overs' ? [[]] : rangesOf(kind, bounds);
    for (const range of ranges) {
      count += (await run(() => oneRow<{ n: number }>(counting, ...values, ...range))).n;
    }
  }
  return count;
}

/** From an id to another, exclusive. */
function* rangesOf(kind: KindWithIds, { ids }: ExportBounds): Generator<readonly [number, number]> {
  const [first, last] = ids[kind];
  const step = BY_TIME.includes(kind) ? firstIdAt(heldAt(first) + DAY_MS) - first : MAX_IDS;
  for (let from = first; from <= last; from += step) yield [from, Math.min(from + step, last + 1)];
}

/** What has no id is told apart by several columns. */
async function* readByKey(kind: ExportKind, classId: number | null, run: Run): AsyncGenerator<ExportRow[]> {
  const order = exportOrder(kind);
  const columns = order.split(', ');
  const { text, values } = exportRows(kind, classId);
  const rowsAfter = (last: ExportRow | undefined) => {
    const after = last === undefined ? '' : `WHERE (${order}) > (${columns.map(() => '?').join(', ')})`;
    const key: SqlValue[] = last === undefined ? [] : columns.map((column) => last[column] ?? null);
    const batch = `SELECT * FROM (${text}) AS rows_of_kind ${after} ORDER BY ${order} LIMIT ?`;
    return run(() => allRows<ExportRow>(batch, ...values, ...key, BATCH_ROWS));
  };
  for (let last: ExportRow | undefined; ; ) {
    const rows = await rowsAfter(last);
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH_ROWS) return;
    last = rows.at(-1);
  }
}
