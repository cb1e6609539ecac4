/**
 * npm run test:crash -- --kills 300 --seed 7 --cut-every 64
 *
 * Kills real processes over the same database, and looks at what the next start makes of it; then cuts the log of a
 * database every so many bytes (1: at every offset, which takes some twenty minutes). A seed plans the same kills again,
 * but the instant that a signal arrives is the system's. JIGAP_TEST_DATABASE=postgres: the processes are replicas on a real
 * PostgreSQL, which goes on.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isPostgresChosen } from '../../support/postgres/chosen.ts';
import { startChosenServer } from '../../support/postgres/chosen-server.ts';
import { startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { CrashRun } from './crash-run.ts';
import { upstreamScript } from './crash-scenario.ts';
import { checkEveryCut, checkEveryOffset } from './cut-log.ts';
import { KILL_PLANS } from './points.ts';
import { chanceFrom } from './seeded-chance.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string' }, seed: { type: 'string' }, 'cut-every': { type: 'string' } },
});
const kills = wholeNumber('--kills', values.kills ?? '300');
const seed = wholeNumber('--seed', values.seed ?? String(1 + (Date.now() % 1_000_000)));
const everyBytes = wholeNumber('--cut-every', values['cut-every'] ?? '64');

const folder = mkdtempSync(join(tmpdir(), 'jigap-crash-'));
const endDatabase = await startChosenServer({ isDurable: true });
const upstream = await startScriptedUpstream();
const run = new CrashRun(folder, upstream.url, chanceFrom(seed));
upstream.always(upstreamScript(() => run.evidence));

console.log(`${kills} kills, seed ${seed} (--seed ${seed} plans the same again)`);
const failure = await killAll();
if (failure === null && isPostgresChosen()) {
  console.log('LEFT OUT: the log that is cut is that of SQLite; npm run test:postgres kills PostgreSQL itself');
} else if (failure === null) {
  const cuts = await checkEveryCut(join(folder, 'cut-log'), { everyBytes });
  console.log(`a log cut at ${cuts} places: what was acknowledged before the cut was there, and nothing else`);
  const offsets = await checkEveryOffset(join(folder, 'cut-last'));
  console.log(
    `the last commit cut at each of its bytes, ${offsets} times: only what was acknowledged before was there`,
  );
}
await upstream.stop();
await endDatabase();
if (failure === null) {
  rmSync(folder, { recursive: true, force: true });
  console.log('ok');
} else {
  console.error(`FAILED after seed ${seed}; the databases are kept in ${folder}\n${failure}`);
}
process.exit(failure === null ? 0 : 1);

async function killAll(): Promise<string | null> {
  try {
    for (let kill = 0; kill < kills; kill++) {
      const plan = KILL_PLANS[kill % KILL_PLANS.length];
      if (plan !== undefined) await run.kill(plan);
      if (run.evidence.faults.length > 0) return `kill ${kill + 1} (${plan?.name}):\n${firstOf(run.evidence.faults)}`;
      if ((kill + 1) % 20 === 0) console.log(`${kill + 1} kills: ${run.summary()}`);
    }
    await run.end();
    console.table(run.table());
    return null;
  } catch (error) {
    return String(error instanceof Error ? error.stack : error);
  }
}

function firstOf(faults: readonly string[]): string {
  const first = faults.slice(0, 10).map((fault) => fault.slice(0, 1000));
  return [...first, `(${faults.length} in all)`].join('\n');
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  console.error(`${name} takes a whole number above zero`);
  process.exit(2);
}
