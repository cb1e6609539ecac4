import type { BenchCase, BenchContext } from './bench-case.ts';
import type { CaseResult } from './case-result.ts';
import { JSON_SCRIPT, jobFor, SHORT_BODY, WARM_UP } from './comparison.ts';
import { rssBytesOf } from './process-figures.ts';
import { median } from './statistics.ts';
import { Windows } from './windows.ts';

const CONNECTIONS = 32;
const CALLS = 200_000;
const STRETCHES = 10;
const MAX_MS = 60_000;
const BYTES_PER_MB = 1024 * 1024;

export const LATER_MEMORY = 'memory after 200,000 calls, to that after 20,000';
export const LATER_LATENCY = 'median latency of the last 20,000 of 200,000 calls, to that of calls 20,000 to 40,000';

/** One fresh process, and a file that grows under it. */
export const LONG: BenchCase = {
  name: 'long',
  title: `${CALLS.toLocaleString('en')} calls through one process, 32 connections; a row for every 20,000`,
  run: measureLong,
};

/** Whether it takes less than a minute here. */
export function isShortEnough({ resultOf }: BenchContext): boolean {
  const windows = resultOf('json-32')?.windows.filter(({ label }) => label === 'jigap') ?? [];
  return windows.length > 0 && (CALLS * 1000) / median(windows.map(({ perSecond }) => perSecond)) < MAX_MS;
}

async function measureLong(context: BenchContext): Promise<CaseResult> {
  const windows = new Windows();
  await context.upstream.play(JSON_SCRIPT);
  const jigap = await context.startFresh('jigap');
  try {
    const rss: number[] = [];
    const latency: number[] = [];
    for (let round = 0; round < STRETCHES; round++) {
      const times = CALLS / STRETCHES / CONNECTIONS;
      const call = {
        script: JSON_SCRIPT,
        body: SHORT_BODY,
        connections: CONNECTIONS,
        warmUp: round === 0 ? WARM_UP : null,
      };
      const label = `to ${(((round + 1) * CALLS) / STRETCHES).toLocaleString('en')}`;
      const job = jobFor(jigap, call, { kind: 'each', times, spreadMs: 0 });
      const window = await windows.measure(context, jigap, job, { label, round });
      rss.push(rssBytesOf(jigap.pid ?? process.pid) / BYTES_PER_MB);
      latency.push(window?.p50Ms ?? Number.NaN);
    }
    windows.note({ label: 'jigap', name: LATER_MEMORY, value: atEnd(rss) / (rss[0] ?? Number.NaN), unit: 'x' });
    windows.note({
      label: 'jigap',
      name: LATER_LATENCY,
      value: atEnd(latency) / (latency[1] ?? Number.NaN),
      unit: 'x',
    });
  } finally {
    await jigap.end();
  }
  return windows.of(LONG);
}

function atEnd(values: readonly number[]): number {
  return values.at(-1) ?? Number.NaN;
}
