import Type, { type TSchema } from 'typebox';
import type { PageRequest } from '../store/paging.ts';
import { invalidValue } from './api-error.ts';
import { CLOSED } from './schemas.ts';

const DEFAULT_ROWS = 50;
const MAX_ROWS = 200;

/** The query parameters of every list. Query values are text: they are read here, not by the schema. */
export const PAGE_QUERY = {
  limit: Type.Optional(Type.String({ description: `Rows per page, 1 to ${MAX_ROWS}; ${DEFAULT_ROWS} when absent.` })),
  cursor: Type.Optional(Type.String({ description: 'The next_cursor of the page before.' })),
};

/** Of a list that has no other parameters. */
export const PageQuerySchema = Type.Object(PAGE_QUERY, CLOSED);

export interface PageQuery {
  readonly limit?: string;
  readonly cursor?: string;
}

/** @throws ApiError 400 */
export function parsePage(query: PageQuery): PageRequest {
  return { after: cursorFrom(query.cursor), limit: rowsFrom(query.limit) };
}

/** Of a list that is searched or sorted: its cursors are places. */
export function parsePlace(query: PageQuery): { offset: number; limit: number } {
  const { after, limit } = parsePage(query);
  return { offset: Math.max(0, after ?? 0), limit };
}

/** @param total rows of all pages */
export function nextPlace({ offset, limit }: { offset: number; limit: number }, total: number): number | null {
  return offset + limit < total ? offset + limit : null;
}

export function pageSchema<Row extends TSchema>(row: Row, description: string) {
  return Type.Object(
    { data: Type.Array(row), next_cursor: Type.Union([Type.String(), Type.Null()]) },
    { additionalProperties: false, description },
  );
}

export function pageJson<Row>(data: Row[], next: number | null): { data: Row[]; next_cursor: string | null } {
  return { data, next_cursor: next === null ? null : String(next) };
}

function rowsFrom(text: string | undefined): number {
  if (text === undefined) return DEFAULT_ROWS;
  const rows = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (rows < 1 || rows > MAX_ROWS) {
    throw invalidValue('limit', {
      en: `limit must be a whole number from 1 to ${MAX_ROWS}.`,
      ko: `limit 값은 1~${MAX_ROWS} 사이의 정수여야 합니다.`,
    });
  }
  return rows;
}

/** Cursors are the ids of rows; the list of budgets also has places before its first id, which are negative. */
function cursorFrom(text: string | undefined): number | null {
  if (text === undefined) return null;
  const cursor = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(cursor)) {
    throw invalidValue('cursor', {
      en: 'cursor must be the next_cursor of the page before.',
      ko: 'cursor 값은 앞 페이지의 next_cursor여야 합니다.',
    });
  }
  return cursor;
}
