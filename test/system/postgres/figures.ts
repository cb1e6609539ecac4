import type { LoadReport } from './replica/commands.ts';

export interface LoadFigures {
  readonly held: number;
  readonly refused: number;
  readonly settled: number;
  /** Holds a second in the measured time, of all replicas. */
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Of Node, us a call. */
  readonly nodeUs: number;
  readonly failed: Readonly<Record<string, number>>;
}

export function figuresOf(reports: readonly LoadReport[]): LoadFigures {
  const latencies = reports.flatMap((report) => report.latencies).sort((a, b) => a - b);
  const sum = (field: 'held' | 'refused' | 'settled' | 'cpuMs') =>
    reports.reduce((total, report) => total + report[field], 0);
  const measuredMs = Math.max(...reports.map((report) => report.measuredMs));
  const failed: Record<string, number> = {};
  for (const report of reports)
    for (const [name, count] of Object.entries(report.failed)) failed[name] = (failed[name] ?? 0) + count;
  return {
    ...{ held: sum('held'), refused: sum('refused'), settled: sum('settled') },
    perSecond: latencies.length / (measuredMs / 1000),
    ...{ p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), max: latencies.at(-1) ?? Number.NaN },
    nodeUs: (sum('cpuMs') * 1000) / Math.max(1, latencies.length),
    failed,
  };
}

export function said(figures: LoadFigures): string {
  const { held, refused, settled, perSecond, p50, p99, max, nodeUs, failed } = figures;
  const failures = Object.entries(failed).map(([name, count]) => `${count} x "${name}"`);
  return [
    `${held} held, ${refused} refused, ${settled} settled; ${perSecond.toFixed(0)} holds/s`,
    `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(0)} ms, Node ${nodeUs.toFixed(0)} us/call`,
    ...(failures.length === 0 ? [] : [`failed: ${failures.join('; ')}`]),
  ].join('; ');
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
