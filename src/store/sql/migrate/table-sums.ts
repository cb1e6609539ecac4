import type { MigratedColumn, TableSums } from '../../database-migration.ts';
import { oneRow, type SqlWork } from '../sql-work.ts';

/** A sum of ids of a million records does not fit into 64 bits, so it is taken in two parts. */
const PART = 1_000_003;

/** The rows of a table, and of each column: its values that are not NULL, and their sum, or the length of their text. */
export function* sumTable(table: string, columns: readonly MigratedColumn[]): SqlWork<TableSums> {
  const sums = columns.flatMap(({ name, isText }) => [
    `CAST(count(${name}) AS TEXT) AS ${name}_values`,
    ...(isText ? [sumOf(`length(${name})`, `${name}_length`)] : sumsOfNumbers(name)),
  ]);
  return yield* oneRow<TableSums>(`SELECT CAST(count(*) AS TEXT) AS row_count, ${sums.join(', ')} FROM ${table}`);
}

function sumsOfNumbers(name: string): string[] {
  return [sumOf(`${name} / ${PART}`, `${name}_high`), sumOf(`${name} % ${PART}`, `${name}_low`)];
}

function sumOf(value: string, as: string): string {
  return `CAST(coalesce(sum(${value}), 0) AS TEXT) AS ${as}`;
}
