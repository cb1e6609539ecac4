import type { CaseResult, Window } from './case-result.ts';
import type { BenchResult } from './result.ts';
import { median } from './statistics.ts';

export interface Row {
  readonly label: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly firstByteP50Ms: number | null;
  readonly firstByteP99Ms: number | null;
  readonly cpuMicros: number | null;
  readonly rssMb: number | null;
  readonly rounds: number;
}

/** The medians of a case's windows, a row for each label, in the order in which they came. */
function rowsOf({ windows, streams }: CaseResult): Row[] {
  const labels = [...new Set(windows.map(({ label }) => label))];
  return labels.map((label) => {
    const own = windows.filter((window) => window.label === label);
    const middle = (read: (window: Window) => number | null): number | null => {
      const values = own.map(read).filter((value) => value !== null);
      return values.length === 0 ? null : median(values);
    };
    const number = (read: (window: Window) => number) => median(own.map(read));
    return {
      label,
      perSecond: number((window) => window.perSecond),
      p50Ms: number((window) => window.p50Ms),
      p99Ms: number((window) => window.p99Ms),
      firstByteP50Ms: streams ? number((window) => window.firstByteP50Ms) : null,
      firstByteP99Ms: streams ? number((window) => window.firstByteP99Ms) : null,
      cpuMicros: middle((window) => window.cpuMicros),
      rssMb: middle((window) => window.rssMb),
      rounds: own.length,
    };
  });
}

export function caseLines(result: CaseResult): string[] {
  const thrown = result.thrownAway.map(({ label, round, why }) => `thrown away: ${label}, round ${round + 1}: ${why}`);
  const tables = [...tableLines(caseCells(result)), ...tableLines(figureCells(result))];
  return [`\n${result.title} (${result.name})`, ...tables, ...thrown].map((line) => line.trimEnd());
}

interface Column {
  readonly heading: string;
  readonly read: (row: Row) => number | null;
}

const COLUMNS: readonly Column[] = [
  { heading: 'requests/s', read: (row) => row.perSecond },
  { heading: 'p50 ms', read: (row) => row.p50Ms },
  { heading: 'p99 ms', read: (row) => row.p99Ms },
  { heading: 'first byte p50 ms', read: (row) => row.firstByteP50Ms },
  { heading: 'first byte p99 ms', read: (row) => row.firstByteP99Ms },
  { heading: 'CPU us', read: (row) => row.cpuMicros },
  { heading: 'memory MB', read: (row) => row.rssMb },
];

/** Headings, then a row for each label; none for a case without windows. */
export function caseCells(result: CaseResult): string[][] {
  const rows = rowsOf(result);
  if (rows.length === 0) return [];
  const columns = COLUMNS.filter(({ read }) => rows.some((row) => read(row) !== null));
  return [
    ['', ...columns.map(({ heading }) => heading), 'rounds'],
    ...rows.map((row) => [row.label, ...columns.map(({ read }) => formatFigure(read(row))), String(row.rounds)]),
  ];
}

/** Figures that no window has: a row for each label, a column for each name, medians of the rounds. */
export function figureCells({ figures }: CaseResult): string[][] {
  if (figures.length === 0) return [];
  const names = [...new Set(figures.map(({ name, unit }) => `${name}, ${unit}`))];
  const labels = [...new Set(figures.map(({ label }) => label))];
  const middleOf = (label: string, title: string) => {
    const own = figures.filter((one) => one.label === label && `${one.name}, ${one.unit}` === title);
    return formatFigure(own.length === 0 ? null : median(own.map(({ value }) => value)));
  };
  return [['', ...names], ...labels.map((label) => [label, ...names.map((name) => middleOf(label, name))])];
}

export function goalCells({ goals }: Pick<BenchResult, 'goals'>): string[][] {
  return goals.map(({ figure, value, unit, reach, stretch, atLeast, status }) => {
    const bound = (limit: number) => `${atLeast ? '>=' : '<='} ${limit} ${unit}`;
    return [figure, `${formatFigure(value)} ${unit}`, bound(reach), bound(stretch), status];
  });
}

export const GOAL_HEADINGS = ['figure', 'this run', 'reach', 'stretch', ''];

/** Columns as wide as their widest cell; numbers to the right. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join('  '));
}

/** Three figures that count. */
function formatFigure(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '-';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** Above this others were in the way. */
const QUIET_PERCENT = 3;
const DISTRUST = ': THE FIGURES OF THIS RUN SAY LITTLE';

/** Where and how: without these the figures mean nothing. */
export function machineLines({ machine, options, startedAt, othersPercent }: BenchResult): string[] {
  const peers = Object.entries(machine.peers).map(([name, version]) => `${name} ${version}`);
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.kernel}, Node ${machine.node}`,
    ...(peers.length > 0 ? [`beside ${peers.join(', ')}`] : []),
    machine.pinned
      ? 'pinned with taskset: the target on core 0; load generator, upstream and this bench on core 1'
      : 'NOT pinned (taskset or a second core is missing): target, load generator and upstream share the cores',
    ...(machine.realDisk ? [] : ['THE DATABASE IS IN MEMORY (tmpfs): what is durable looks cheap']),
    // The difference of two sums of ticks; of nothing, it may be a little less.
    `other processes took ${formatFigure(Math.max(0, othersPercent))} % of all cores meanwhile${othersPercent > QUIET_PERCENT ? DISTRUST : ''}`,
    `${options.rounds} rounds or more, alternating, of ${options.seconds} s; medians; ${startedAt}`,
  ];
}
