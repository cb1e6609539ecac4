import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { BenchCase, BenchContext } from './bench-case.ts';
import type { CaseResult } from './case-result.ts';
import { forSeconds, JSON_SCRIPT, jobFor, SHORT_BODY, WARM_UP } from './comparison.ts';
import { startJigap, withStudents } from './jigap-target.ts';
import { type Load, startLoad } from './load.ts';
import type { LoadJob } from './load-job.ts';
import { embedder } from './more-providers.ts';
import { watchRss } from './process-figures.ts';
import type { Target } from './target.ts';
import { directTarget } from './targets.ts';
import { startUpstream } from './upstream.ts';
import { EMBEDDING_MODEL } from './upstream-script.ts';
import { Windows } from './windows.ts';

const ANSWERS = 16;
const WARM_UP_SECONDS = 2;
/** Until all of them flow. */
const BEGIN_MS = 500;
const RSS_EVERY_MS = 20;
const BYTES_PER_MB = 1024 * 1024;

export const QUIET = 'jigap, quiet';
export const BESIDE = 'jigap, beside them';
const FLOOR = 'direct, beside them';
export const PEAK_MEMORY = 'most memory';

/**
 * One student reads large answers; another one calls. Who sends and who reads the large ones have processes of their own,
 * which leave the core to the other student and the upstream: what these wait for is the gateway.
 */
export const LARGE_ANSWERS: BenchCase = {
  name: 'large-answers',
  title: `One call at a time, beside ${ANSWERS} answers of 46 MiB at once for another student`,
  run: measureBeside,
};

async function measureBeside(context: BenchContext): Promise<CaseResult> {
  const { folder, upstream, options } = context;
  const windows = new Windows();
  await upstream.play(JSON_SCRIPT);
  const sender = await startUpstream(folder, { name: 'large-upstream', isNice: true });
  const reader = startLoad(folder, { name: 'large-reader', isNice: true });
  const place = { folder: join(folder, 'large'), upstreamPort: upstream.port };
  const jigap = await withStudents(await startJigap({ ...place, more: embedder(sender.port) }));
  try {
    await sender.play({ kind: 'large' });
    const [greedy = '', ...others] = jigap.secrets;
    const student = { ...jigap, secrets: others };
    const call = { script: JSON_SCRIPT, body: SHORT_BODY, connections: 1, warmUp: WARM_UP };
    const jobOf = (target: Target) => jobFor(target, call, forSeconds(options.seconds));
    await context.load.run(jobFor(student, { ...call, connections: 32 }, forSeconds(WARM_UP_SECONDS)));
    const rss = watchRss(jigap.pid, RSS_EVERY_MS);
    for (let round = 0; round < options.rounds; round++) {
      await windows.measure(context, student, jobOf(student), { label: QUIET, round });
      for (const [label, target] of [
        [BESIDE, student],
        [FLOOR, directTarget(place)],
      ] as const) {
        await whileReading(reader, largeJob(jigap, greedy, options.seconds), () =>
          windows.measure(context, target, { ...jobOf(target), warmUp: null }, { label, round }),
        );
      }
    }
    windows.note({ label: 'jigap', name: PEAK_MEMORY, value: rss.stop() / BYTES_PER_MB, unit: 'MB' });
  } finally {
    await Promise.all([jigap.end(), reader.end(), sender.end()]);
  }
  return windows.of(LARGE_ANSWERS);
}

/** Again and again, so that a window meets them from its first call to its last. */
function largeJob(jigap: Target, secret: string, seconds: number): LoadJob {
  return {
    ...{ port: jigap.port, path: '/v1/embeddings', headers: {}, secrets: [secret], connections: ANSWERS },
    body: JSON.stringify({ model: EMBEDDING_MODEL, input: Array(1000).fill('a'), encoding_format: 'float' }),
    ...{ pace: { kind: 'for', ms: BEGIN_MS + seconds * 1000 }, warmUp: null },
    expect: { status: 200, endsWith: '}' },
  };
}

async function whileReading(reader: Load, job: LoadJob, measure: () => Promise<unknown>): Promise<void> {
  const begun = Promise.withResolvers<void>();
  const reading = reader.run(job, { before: begun.resolve, after() {} });
  await Promise.race([begun.promise, reading]);
  await wait(BEGIN_MS);
  await measure();
  const { failed, failure } = await reading;
  if (failed > 0) throw new Error(`a large answer failed: ${failure}`);
}
