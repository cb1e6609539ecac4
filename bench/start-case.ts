import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { BenchCase, BenchContext, FreshName } from './bench-case.ts';
import type { CaseResult } from './case-result.ts';
import { JSON_SCRIPT, SHORT_BODY } from './comparison.ts';
import { newClass, newStudent, startJigap } from './jigap-target.ts';
import { rssBytesOf } from './process-figures.ts';
import type { Target } from './target.ts';
import { CALL_PATH } from './targets.ts';
import { Windows } from './windows.ts';

const ROUNDS = 5;
const REST_MS = 1000;
const BYTES_PER_MB = 1024 * 1024;
/** As an owner starts it: on every core. */
const ALL_CORES = '0,1';

export const FIRST_ANSWER = 'start to first answer';
const FIRST_EVER = 'jigap, first start of an installation';
export const AT_REST = 'memory at rest';

/** From the start of the process to the end of its first good answer; jigap's with a new database, class and student. */
export const START: BenchCase = {
  name: 'start',
  title: 'Start to first answer, and memory a second later; jigap with a database, a class and a student made anew',
  run: measureStarts,
};

async function measureStarts(context: BenchContext): Promise<CaseResult> {
  const windows = new Windows();
  const names = (['bare', 'jigap', 'portkey'] as const).filter((name) => context.targets.has(name));
  for (let round = 0; round < Math.min(ROUNDS, context.options.rounds + 2); round++) {
    for (const name of names) await measureStart(context, windows, name, () => startWith(context, name, `${round}`));
    await measureStart(context, windows, FIRST_EVER, () => startWithOneStudent(context, `${round}-ever`, true));
  }
  return windows.of(START);
}

async function measureStart(
  context: BenchContext,
  windows: Windows,
  label: string,
  start: () => Promise<Target>,
): Promise<void> {
  await context.upstream.play(JSON_SCRIPT);
  const began = performance.now();
  const target = await start();
  try {
    await firstAnswer(target);
    windows.note({ label, name: FIRST_ANSWER, value: performance.now() - began, unit: 'ms' });
    await wait(REST_MS);
    const rss = rssBytesOf(target.pid ?? process.pid) / BYTES_PER_MB;
    windows.note({ label, name: AT_REST, value: rss, unit: 'MB' });
  } finally {
    await target.end();
  }
}

function startWith(context: BenchContext, name: FreshName, run: string): Promise<Target> {
  return name === 'jigap' ? startWithOneStudent(context, run, false) : context.startFresh(name);
}

async function startWithOneStudent(context: BenchContext, run: string, firstEver: boolean): Promise<Target> {
  const folder = join(context.folder, `start-${run}`);
  const jigap = await startJigap({ folder, upstreamPort: context.upstream.port, cores: ALL_CORES, firstEver });
  const secret = await newStudent(jigap, await newClass(jigap));
  return { ...jigap, secrets: [secret] };
}

async function firstAnswer({ port, headers, secrets }: Target): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}${CALL_PATH}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secrets[0]}`, 'content-type': 'application/json', ...headers },
    body: SHORT_BODY,
  });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`the first answer was a ${response.status}`);
}
