import type { CaseResult, Window } from './case-result.ts';
import { median } from './statistics.ts';

/** A figure with its goals, from the table of the issue that set them. */
export interface Goal {
  readonly figure: string;
  readonly unit: 'x' | 'ms' | 'KB' | 'MB';
  readonly reach: number;
  readonly stretch: number;
  /** Most goals are an upper bound. */
  readonly atLeast?: boolean;
  /** null: not measured in this run. */
  readonly value: (results: Results) => number | null;
}

export type Results = ReadonlyMap<string, CaseResult>;

export interface GoalResult extends Omit<Goal, 'value'> {
  readonly value: number;
  readonly status: 'stretch' | 'reached' | 'missed';
}

export function judge(goals: readonly Goal[], results: Results): GoalResult[] {
  return goals.flatMap(({ value: read, ...goal }) => {
    const value = read(results);
    return value === null || Number.isNaN(value) ? [] : [{ ...goal, value, status: rate(goal, value) }];
  });
}

/** What a whole run must not leave out in silence. */
export function unmeasured(goals: readonly Goal[], measured: readonly GoalResult[]): string[] {
  const names = new Set(measured.map(({ figure }) => figure));
  return goals.filter(({ figure }) => !names.has(figure)).map(({ figure }) => `not measured: ${figure}`);
}

function rate({ reach, stretch, atLeast = false }: Omit<Goal, 'value'>, value: number): GoalResult['status'] {
  const within = (bound: number) => (atLeast ? value >= bound : value <= bound);
  if (within(stretch)) return 'stretch';
  return within(reach) ? 'reached' : 'missed';
}

type Reading = (window: Window) => number | null;

/** Of each round, then the median of the rounds that both have: a machine that slows down slows both. */
function perRound(
  results: Results,
  { name, of, to }: { name: string; of: string; to: string },
  compare: (value: number, other: number) => number,
  read: Reading,
): number | null {
  const windows = results.get(name)?.windows ?? [];
  const find = (label: string, round: number) => windows.find((one) => one.label === label && one.round === round);
  const values = windows
    .filter(({ label }) => label === of)
    .flatMap((window) => {
      const other = find(to, window.round);
      const [a, b] = [read(window), other === undefined ? null : read(other)];
      return a === null || b === null ? [] : [compare(a, b)];
    });
  return values.length === 0 ? null : median(values);
}

export function ratio(name: string, of: string, to: string, read: Reading): Goal['value'] {
  return (results) => perRound(results, { name, of, to }, (a, b) => a / b, read);
}

export function difference(name: string, of: string, to: string, read: Reading): Goal['value'] {
  return (results) => perRound(results, { name, of, to }, (a, b) => a - b, read);
}

/** The median of a figure that a case noted. */
export function figure(name: string, label: string, noted: string): Goal['value'] {
  return (results) => {
    const values = results.get(name)?.figures.filter((one) => one.label === label && one.name === noted) ?? [];
    return values.length === 0 ? null : median(values.map(({ value }) => value));
  };
}

/** The largest of those medians over all labels, or over those of a form. */
export function largestFigure(name: string, noted: string, labels = /^/): Goal['value'] {
  return (results) => {
    const found = new Set(results.get(name)?.figures.map(({ label }) => label));
    const medians = [...found]
      .filter((label) => labels.test(label))
      .map((label) => figure(name, label, noted)(results));
    const values = medians.filter((value) => value !== null);
    return values.length === 0 ? null : Math.max(...values);
  };
}

/** The most memory (MB) that a target had in any window of some cases. */
export function highest(names: RegExp, target: string): Goal['value'] {
  return (results) => {
    const windows = [...results.values()].filter(({ name }) => names.test(name)).flatMap((one) => one.windows);
    const values = windows.filter(({ label }) => label === target).map(({ rssMb }) => rssMb ?? 0);
    return values.length === 0 ? null : Math.max(...values);
  };
}
