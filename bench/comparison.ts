import type { BenchCase, BenchContext } from './bench-case.ts';
import type { CaseResult } from './case-result.ts';
import type { LoadJob, Pace } from './load-job.ts';
import { prompt } from './prompts.ts';
import { TARGETS, type Target, type TargetName } from './target.ts';
import { CALL_PATH } from './targets.ts';
import type { UpstreamScript } from './upstream-script.ts';
import { Windows } from './windows.ts';

export const JSON_SCRIPT: UpstreamScript = { kind: 'json' };

export interface Comparison {
  readonly name: string;
  readonly title: string;
  readonly script: UpstreamScript;
  readonly body: string;
  readonly connections: number;
  /** @param seconds that a window should take */
  readonly pace: (seconds: number) => Pace;
  readonly warmUp: Pace;
  /** All when absent. */
  readonly targets?: readonly TargetName[];
  /** Of the seconds that a window takes by default. */
  readonly share?: number;
  /** Beside those that every case has; of jigap and the bare pass-through only. */
  readonly moreRounds?: number;
  /** Where a window takes long. */
  readonly maxRounds?: number;
}

/** The same calls through one target after the other, and again, in turned order each round. */
export function comparison(options: Comparison): BenchCase {
  const { name, title } = options;
  return { name, title, run: (context) => compare(context, options) };
}

async function compare(context: BenchContext, options: Comparison): Promise<CaseResult> {
  const windows = new Windows();
  await context.upstream.play(options.script);
  const names = options.targets ?? TARGETS;
  const targets = [...context.targets.values()].filter(({ name }) => names.includes(name));
  const { quick, seconds } = context.options;
  const rounds = Math.min(context.options.rounds, options.maxRounds ?? Number.POSITIVE_INFINITY);
  const more = quick ? 0 : (options.moreRounds ?? 0);
  for (let round = 0; round < rounds + more; round++) {
    const those = round < rounds ? targets : targets.filter(({ name }) => MAIN_RATIO.includes(name));
    for (const target of round % 2 === 0 ? those : those.toReversed()) {
      const job = jobFor(target, options, options.pace(seconds * (options.share ?? 1)));
      await windows.measure(context, target, job, { label: target.name, round });
    }
  }
  return windows.of(options, { streams: options.script.kind === 'stream' });
}

/** What the further rounds of a case are for. */
const MAIN_RATIO: readonly TargetName[] = ['bare', 'jigap'];

export function jobFor(
  target: Target,
  { script, body, connections, warmUp }: Pick<Comparison, 'script' | 'body' | 'connections'> & Pick<LoadJob, 'warmUp'>,
  pace: Pace,
): LoadJob {
  return {
    ...{ port: target.port, path: CALL_PATH, headers: target.headers, secrets: target.secrets },
    ...{ body, connections, pace, warmUp },
    expect: { status: 200, endsWith: script.kind === 'stream' ? 'data: [DONE]' : '}' },
  };
}

export const SHORT_BODY = prompt(500);
export const STREAM_BODY = prompt(500, { stream: true });
export const forSeconds = (seconds: number): Pace => ({ kind: 'for', ms: seconds * 1000 });
export const WARM_UP: Pace = { kind: 'for', ms: 250 };
