import { setTimeout as wait } from 'node:timers/promises';
import type { BenchCase, BenchContext, FreshName } from './bench-case.ts';
import type { CaseResult } from './case-result.ts';
import { forSeconds, JSON_SCRIPT, jobFor, SHORT_BODY, STREAM_BODY } from './comparison.ts';
import { rssBytesOf } from './process-figures.ts';
import { Windows } from './windows.ts';

const STREAMS = 1000;
const KB_PER_MB = 1024;
const BYTES_PER_MB = 1024 * 1024;
/** All are open before the first ends. */
const SCRIPT = { kind: 'stream', chunks: 20, everyMs: 200 } as const;
const SPREAD_MS = 1500;
const WARM_UP_SECONDS = 1;
const SETTLE_MS = 500;
const MAX_ROUNDS = 2;

export const MEMORY_PER_STREAM = 'memory per stream';

/** In a fresh process that has answered for a second: memory that other cases left behind would hide what is needed. */
export const OPEN_STREAMS: BenchCase = {
  name: 'streams-open',
  title: `${STREAMS} streams open at once (20 chunks, one every 200 ms), each in a fresh process`,
  run: measureOpenStreams,
};

async function measureOpenStreams(context: BenchContext): Promise<CaseResult> {
  const windows = new Windows();
  const names = (['bare', 'jigap', 'portkey'] as const).filter((name) => context.targets.has(name));
  for (let round = 0; round < Math.min(context.options.rounds, MAX_ROUNDS); round++) {
    for (const name of names) await openIn(context, windows, name, round);
  }
  return windows.of(OPEN_STREAMS, { streams: true });
}

async function openIn(context: BenchContext, windows: Windows, name: FreshName, round: number): Promise<void> {
  const target = await context.startFresh(name);
  try {
    const call = { script: JSON_SCRIPT, body: SHORT_BODY, connections: 32, warmUp: null };
    await context.upstream.play(JSON_SCRIPT);
    await context.load.run(jobFor(target, call, forSeconds(WARM_UP_SECONDS)));
    await context.upstream.play(SCRIPT);
    await wait(SETTLE_MS);
    const before = rssBytesOf(target.pid ?? process.pid) / BYTES_PER_MB;
    const streams = { script: SCRIPT, body: STREAM_BODY, connections: STREAMS, warmUp: null };
    const job = jobFor(target, streams, { kind: 'each', times: 1, spreadMs: SPREAD_MS });
    const window = await windows.measure(context, target, job, { label: name, round });
    if (window?.rssMb == null) return;
    const kb = ((window.rssMb - before) * KB_PER_MB) / STREAMS;
    windows.note({ label: name, name: MEMORY_PER_STREAM, value: kb, unit: 'KB' });
  } finally {
    await target.end();
  }
}
