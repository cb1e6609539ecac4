import { type BenchCase, type BenchContext, targetOf } from './bench-case.ts';
import type { CaseResult } from './case-result.ts';
import { forSeconds, JSON_SCRIPT, jobFor, SHORT_BODY, WARM_UP } from './comparison.ts';
import { unknownToken } from './jigap-target.ts';
import type { LoadJob } from './load-job.ts';
import { wrongModel } from './prompts.ts';
import { Windows } from './windows.ts';

export type Refusal = 'bad token' | 'wrong model' | 'no money';

/** What a refused call costs, beside a served one of the same round. */
export const REFUSED: BenchCase = {
  name: 'refusals',
  title: 'Refused calls, 32 connections',
  run: measureRefusals,
};

async function measureRefusals(context: BenchContext): Promise<CaseResult> {
  const windows = new Windows();
  await context.upstream.play(JSON_SCRIPT);
  const jigap = targetOf(context, 'jigap');
  const call = { script: JSON_SCRIPT, body: SHORT_BODY, connections: 32, warmUp: WARM_UP };
  const served = jobFor(jigap, call, forSeconds(context.options.seconds * 0.4));
  const jobs: Record<'served' | Refusal, LoadJob> = {
    served,
    'bad token': { ...served, secrets: [unknownToken()], expect: { status: 401, endsWith: '}' } },
    'wrong model': { ...served, body: wrongModel(SHORT_BODY), expect: { status: 404, endsWith: '}' } },
    'no money': { ...served, secrets: [context.poorSecret], expect: { status: 402, endsWith: '}' } },
  };
  for (let round = 0; round < context.options.rounds; round++) {
    for (const [label, job] of Object.entries(jobs)) await windows.measure(context, jigap, job, { label, round });
  }
  return windows.of(REFUSED);
}
