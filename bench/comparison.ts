import type { CaseResult } from './case-result.ts';
import type { LoadJob, Pace } from './load-job.ts';
import { prompt } from './prompts.ts';
import type { BenchCase, Stage } from './stage.ts';
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
  readonly mostRounds?: number;
}

/** The same calls through one target after the other, and again, in turned order each round. */
export function comparison(wish: Comparison): BenchCase {
  const { name, title } = wish;
  return { name, title, run: (stage) => compare(stage, wish) };
}

async function compare(stage: Stage, wish: Comparison): Promise<CaseResult> {
  const windows = new Windows();
  await stage.upstream.play(wish.script);
  const names = wish.targets ?? TARGETS;
  const targets = [...stage.targets.values()].filter(({ name }) => names.includes(name));
  const { quick, seconds } = stage.options;
  const rounds = Math.min(stage.options.rounds, wish.mostRounds ?? Number.POSITIVE_INFINITY);
  const more = quick ? 0 : (wish.moreRounds ?? 0);
  for (let round = 0; round < rounds + more; round++) {
    const those = round < rounds ? targets : targets.filter(({ name }) => MAIN_RATIO.includes(name));
    for (const target of round % 2 === 0 ? those : those.toReversed()) {
      const job = jobFor(target, wish, wish.pace(seconds * (wish.share ?? 1)));
      await windows.measure(stage, target, job, { label: target.name, round });
    }
  }
  return windows.of(wish, { streams: wish.script.kind === 'stream' });
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
