import { type BenchCase, type BenchContext, targetOf } from './bench-case.ts';
import type { CaseResult } from './case-result.ts';
import { forSeconds, JSON_SCRIPT, jobFor, SHORT_BODY, WARM_UP } from './comparison.ts';
import { median } from './statistics.ts';
import type { Target, TargetName } from './target.ts';
import { Windows } from './windows.ts';

const CALL = { script: JSON_SCRIPT, body: SHORT_BODY, connections: 128, warmUp: WARM_UP };
const SATURATION_SECONDS = 1;
export const AT_THE_SAME_RATE = 'bare, at half of jigap';

/**
 * Calls at a constant rate, as people make them, whether the last were answered or not: a latency counts from the
 * instant at which its call was due.
 */
export const HALF_SATURATION: BenchCase = {
  name: 'half-saturation',
  title: 'JSON answers at a constant rate, half of what each can at most',
  run: measureHalf,
};

async function measureHalf(context: BenchContext): Promise<CaseResult> {
  await context.upstream.play(JSON_SCRIPT);
  const windows = new Windows();
  const names = (['bare', 'jigap', 'portkey'] as const).filter((name) => context.targets.has(name));
  const rates = new Map<TargetName, number>();
  for (const name of names) rates.set(name, (await saturationOf(context, targetOf(context, name))) / 2);
  const runs = names.map((name) => ({ label: name as string, target: targetOf(context, name), rate: rates.get(name) }));
  runs.push({ label: AT_THE_SAME_RATE, target: targetOf(context, 'bare'), rate: rates.get('jigap') });
  for (let round = 0; round < context.options.rounds; round++) {
    for (const { label, target, rate = 1 } of round % 2 === 0 ? runs : runs.toReversed()) {
      const job = jobFor(target, CALL, { kind: 'rate', perSecond: rate, ms: context.options.seconds * 1000 });
      await windows.measure(context, target, job, { label, round });
    }
  }
  return windows.of(HALF_SATURATION);
}

/** Calls a second when there are always more. */
async function saturationOf({ load, resultOf }: BenchContext, target: Target): Promise<number> {
  const known = resultOf('json-32')?.windows.filter(({ label }) => label === target.name) ?? [];
  if (known.length > 0) return median(known.map(({ perSecond }) => perSecond));
  const { done, elapsedMs } = await load.run(jobFor(target, CALL, forSeconds(SATURATION_SECONDS)));
  return (done * 1000) / elapsedMs;
}
