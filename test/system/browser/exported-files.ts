import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { EXPORT_KINDS, type ExportKind } from '../../../src/store/export-store.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';

/** The tables of a CSV export, opened by the machine's own reader of ZIP files. @returns rows by kind, without the heads */
export function rowsOfZip(path: string): Record<ExportKind, string[][]> {
  const folder = tempFolderForThisTest();
  execFileSync('python3', ['-m', 'zipfile', '-e', path, folder]);
  const names = readdirSync(folder).toSorted();
  const expected = [...EXPORT_KINDS.map((kind) => `${kind}.csv`), 'counts.csv'].toSorted();
  if (names.join() !== expected.join()) throw new Error(`the ZIP has ${names.join()}`);
  const rowsOf = (kind: ExportKind) => [
    kind,
    (parse(readFileSync(join(folder, `${kind}.csv`)), { bom: true }) as string[][]).slice(1),
  ];
  return Object.fromEntries(EXPORT_KINDS.map(rowsOf)) as Record<ExportKind, string[][]>;
}

export interface ExportedLine {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The objects of a JSON export. @throws Error when it broke off, or its last line counts something else */
export function linesOfJson(path: string): ExportedLine[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const all = lines.map((line) => JSON.parse(line) as ExportedLine);
  const end = all.at(-1);
  if (end?.type !== 'end') throw new Error('the export has no end');
  for (const [kind, count] of Object.entries(end.counts as Record<ExportKind, number>)) {
    const there = all.filter(({ type }) => type === kind).length;
    if (there !== count) throw new Error(`the export has ${there} ${kind}, and counts ${count}`);
  }
  return all;
}
