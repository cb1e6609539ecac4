import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { BenchCase, BenchContext } from './bench-case.ts';
import type { CaseResult } from './case-result.ts';
import { forSeconds, JSON_SCRIPT, jobFor, SHORT_BODY, WARM_UP } from './comparison.ts';
import { type Jigap, newClass, startJigap } from './jigap-target.ts';
import { fillDatabase, RECORDS, STUDENTS } from './million.ts';
import { type OwnerPath, ownerPaths, urlOf } from './owner-paths.ts';
import { median } from './statistics.ts';
import type { Target } from './target.ts';
import { Windows } from './windows.ts';

const CLASSES = 20;
const SECRETS_IN_USE = 64;
const size = `${STUDENTS.toLocaleString('en')} students and ${RECORDS.toLocaleString('en')} usage records`;

export const FULL = 'a million records';
export const EMPTY = 'an empty file';

/** Whether a term's calls make a call dearer. */
export const MILLION_CALLS: BenchCase = {
  name: 'million-calls',
  title: `JSON answers, 32 connections, with ${size} in the file, beside a process as young with an empty one`,
  run: (context) => withMillion(context, measureCalls),
};

export const ANSWER = 'answer';
export const WAIT = 'longest wait of a call';

/** What the owner looks at, while students call; and what they notice of it. */
export const OWNER: BenchCase = {
  name: 'owner',
  title: `What an owner looks at, with ${size}, while 200 calls a second are answered`,
  run: (context) => withMillion(context, measureOwner),
};

async function withMillion(
  context: BenchContext,
  measure: (context: BenchContext, million: Jigap) => Promise<CaseResult>,
): Promise<CaseResult> {
  await context.upstream.play(JSON_SCRIPT);
  const million = await context.million(() => openMillion(context));
  return measure(context, million);
}

async function openMillion({ folder, upstream }: BenchContext): Promise<Jigap> {
  const options = { folder: join(folder, 'million'), upstreamPort: upstream.port };
  const maker = await startJigap(options);
  const classIds: number[] = [];
  for (let i = 0; i < CLASSES; i++) classIds.push(await newClass(maker));
  await maker.end();
  const secrets = fillDatabase(join(options.folder, 'jigap.db'), classIds, Date.now()).slice(0, SECRETS_IN_USE);
  // Else the system writes a gigabyte to the disk while the first figures are taken.
  spawnSync('sync');
  const jigap = { ...(await startJigap(options)), secrets };
  const check = (await jigap.owner.call('POST', '/api/check', {})) as {
    ok: boolean;
    records: number;
    faults: string[];
  };
  if (!check.ok || check.records !== RECORDS) {
    throw new Error(
      `what was filled in is no ledger: ${check.records} records; ${check.faults.slice(0, 3).join('; ')}`,
    );
  }
  return jigap;
}

async function measureCalls(context: BenchContext, million: Jigap): Promise<CaseResult> {
  const windows = new Windows();
  const empty = await context.startFresh('jigap');
  const sides: { label: string; target: Target }[] = [
    { label: EMPTY, target: empty },
    { label: FULL, target: million },
  ];
  const call = { script: JSON_SCRIPT, body: SHORT_BODY, connections: 32, warmUp: WARM_UP };
  try {
    for (const { target } of sides) await context.load.run(jobFor(target, call, forSeconds(2)));
    for (let round = 0; round < context.options.rounds + 2; round++) {
      for (const { label, target } of round % 2 === 0 ? sides : sides.toReversed()) {
        await windows.measure(context, target, jobFor(target, call, forSeconds(context.options.seconds)), {
          label,
          round,
        });
      }
    }
  } finally {
    await empty.end();
  }
  return windows.of(MILLION_CALLS);
}

const CALLS = {
  script: JSON_SCRIPT,
  body: SHORT_BODY,
  connections: 16,
  warmUp: { kind: 'together', times: 1 },
} as const;
const PACE = { kind: 'rate', perSecond: 200, ms: 400 } as const;
const QUIET_WINDOWS = 8;

async function measureOwner(context: BenchContext, million: Jigap): Promise<CaseResult> {
  const windows = new Windows();
  const job = jobFor(million, CALLS, PACE);
  const quiet: number[] = [];
  for (let i = 0; i < QUIET_WINDOWS; i++) quiet.push((await context.load.run(job)).maxMs);
  const usualWait = median(quiet);
  windows.note({ label: '(nothing is looked at)', name: WAIT, value: usualWait, unit: 'ms' });
  const paths = await ownerPaths(million);
  for (let round = 0; round < context.options.rounds; round++) {
    for (const path of paths) {
      const looking = lookAgain(million, path);
      const { failed, failure, maxMs } = await context.load.run(job, looking);
      for (const ms of await looking.times()) windows.note({ label: path.path, name: ANSWER, value: ms, unit: 'ms' });
      if (failed > 0) throw new Error(`a call failed while ${path.path} was looked at: ${failure}`);
      windows.note({ label: path.path, name: WAIT, value: Math.max(0, maxMs - usualWait), unit: 'ms' });
    }
  }
  return windows.of(OWNER);
}

const LOOKS = 3;

/** Asks for a path again and again, from the first call of a window on. */
function lookAgain(jigap: Jigap, { path, headers }: OwnerPath) {
  let looked: Promise<number[]> = Promise.resolve([]);
  const look = async () => {
    const took: number[] = [];
    for (let i = 0; i < LOOKS; i++) {
      const began = performance.now();
      const response = await fetch(urlOf(jigap) + path, { headers, redirect: 'manual' });
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
      took.push(performance.now() - began);
    }
    return took;
  };
  return {
    before() {
      looked = look();
      // Its failure is met where its times are asked for.
      looked.catch(() => {});
    },
    after() {},
    times: () => looked,
  };
}
