import { setTimeout as pause } from 'node:timers/promises';
import type { Evidence } from './evidence.ts';
import { healthOf, type School, untilReady } from './school.ts';

const BEFORE_MS = 3000;
const AWAY_MS = 4000;
const STOPPED_MS = 12_000;

export type Say = (line: string) => void;

/** Ends one of the processes while students call, and starts it again. */
export interface Outage {
  readonly name: string;
  run(school: School, evidence: Evidence, say: Say): Promise<void>;
}

export const OUTAGES: readonly Outage[] = [
  { name: 'kill -9 of replica A', run: (school, _evidence, say) => killReplica(school, 0, say) },
  { name: 'kill -9 of replica B', run: (school, _evidence, say) => killReplica(school, 1, say) },
  { name: 'kill -9 of PostgreSQL and every backend', run: killDatabase },
  { name: 'SIGSTOP of replica A for 12 s', run: stopReplica },
];

async function killReplica({ replicas }: School, index: 0 | 1, say: Say): Promise<void> {
  await pause(BEFORE_MS);
  const replica = replicas[index];
  await replica.kill();
  await pause(AWAY_MS);
  await replica.start();
  say(`ready again ${await untilReady(replica)} ms after its start`);
}

async function killDatabase({ postgres, replicas }: School, evidence: Evidence, say: Say): Promise<void> {
  await pause(BEFORE_MS);
  await postgres.crash();
  await pause(AWAY_MS / 2);
  const away = await Promise.all(replicas.map(healthOf));
  await pause(AWAY_MS / 2);
  await postgres.start();
  const ready = await Promise.all(replicas.map(untilReady));
  say(`the replicas said "${away.join('", "')}", and were ready ${ready.join(' and ')} ms after its start`);
  for (const health of away) {
    if (health === null || !/database|ledger/.test(health))
      evidence.problem(`without PostgreSQL, /readyz says: ${health}`);
  }
  for (const { name, hasEnded } of replicas) if (hasEnded) evidence.problem(`replica ${name} ended with PostgreSQL`);
}

async function stopReplica({ replicas: [replica] }: School, _evidence: Evidence, say: Say): Promise<void> {
  await pause(BEFORE_MS);
  replica.signal('SIGSTOP');
  await pause(STOPPED_MS);
  replica.signal('SIGCONT');
  say(`ready ${await untilReady(replica)} ms after it went on`);
}
