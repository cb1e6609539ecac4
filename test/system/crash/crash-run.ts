import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { OwnerClient } from '../../support/owner-client.ts';
import { isPostgresChosen } from '../../support/postgres/chosen.ts';
import { createServerDatabase } from '../../support/server-database.ts';
import { study, watch } from './crash-scenario.ts';
import { Evidence, nano } from './evidence.ts';
import { countPaidByTopUps, inspect, refundSome } from './inspection.ts';
import { type KillableGateway, startKillableGateway } from './killable-gateway.ts';
import { holdOf, MAX_BODY } from './numbered-call.ts';
import type { FaultPoint, KillPlan } from './points.ts';

/** Not a divisor of the number of plans: each plan meets rich and poor students. */
const KILLS_PER_DATABASE = 7;
const STUDENTS = 4;
const CALLS_PER_STUDENT = 14;
const MAX_LIFE_MS = 400;
const HUNG_MS = 20_000;

interface Tally {
  kills: number;
  reached: number;
  uncertain: number;
}

/** Kill after kill over a few databases. Each second database is short of money. */
export class CrashRun {
  evidence = new Evidence();
  readonly #folder: string;
  readonly #upstreamUrl: string;
  readonly #chance: () => number;
  readonly #tallies = new Map<string, Tally>();
  #kills = 0;
  #calls = 0;
  #databasePath = '';
  #tokens: string[] = [];
  #gateway: KillableGateway | null = null;
  #crashes = 0;
  #topUpsPaid = 0;

  constructor(folder: string, upstreamUrl: string, chance: () => number) {
    this.#folder = folder;
    this.#upstreamUrl = upstreamUrl;
    this.#chance = chance;
  }

  /** One life of the process: calls, its end, the next start, and what that start made of it. */
  async kill(plan: KillPlan): Promise<void> {
    if (this.#kills % KILLS_PER_DATABASE === 0) await this.#newDatabase();
    const isShort = Math.floor(this.#kills / KILLS_PER_DATABASE) % 2 === 1;
    this.#kills++;
    const gateway = this.#running();
    const owner = gateway.owner;
    if (isShort) this.#tokens = await this.#poorStudents(owner);

    const recovery = plan.name.endsWith('-recovery-commit');
    const reached = await this.#liveAndDie(gateway, recovery ? 'after-hold-commit' : plan.name);
    if (recovery && reached) await this.#dieInRecovery(plan.name as FaultPoint);
    const before = this.#crashes;
    await this.#start();
    await this.#inspect();
    const uncertain = this.#crashes - before;
    if (plan.leavesHold && reached && uncertain === 0) this.evidence.fault(`${plan.name} left no hold behind`);
    this.#count(plan.name, reached, uncertain);
  }

  /** @throws Error when some point was never reached: what was to be tested was not */
  async end(): Promise<void> {
    await this.#endDatabase();
    if (this.#topUpsPaid === 0) throw new Error('no top-up paid a call');
    for (const [name, { reached }] of this.#tallies) {
      if (reached === 0) throw new Error(`no process ever ended at ${name}`);
    }
  }

  summary(): string {
    const calls = this.#calls + this.evidence.reachedUpstream.size;
    const uncertain = [...this.#tallies.values()].reduce((sum, tally) => sum + tally.uncertain, 0);
    return `${calls} calls reached the upstream, ${uncertain} were left open by a dead process`;
  }

  table(): Record<string, Tally> {
    return Object.fromEntries(this.#tallies);
  }

  async #endDatabase(): Promise<void> {
    if (this.#databasePath !== '') this.#topUpsPaid += await countPaidByTopUps(this.#databasePath);
    this.#calls += this.evidence.reachedUpstream.size;
    this.evidence = new Evidence();
    this.#gateway?.kill();
    await this.#gateway?.ended;
  }

  async #newDatabase(): Promise<void> {
    await this.#endDatabase();
    this.#crashes = 0;
    this.#databasePath = await this.#newPlace();
    const { url, owner } = await this.#start();
    await owner.call('PUT', '/api/budgets', { scope: 'wallet', period: 'month', limit_usd: 10_000 });
    const names = Array.from({ length: STUDENTS }, (_, index) => `student ${index}`);
    this.#tokens = await Promise.all(names.map((name) => newStudent(owner, name, 1000)));
    // The first call is a small one: the others are told apart by what they hold beyond it.
    await study(url, this.#tokens[0] ?? '', this.evidence, 1);
  }

  /** A file in the folder that is kept when something fails, or a database of the PostgreSQL of the run. */
  async #newPlace(): Promise<string> {
    if (isPostgresChosen()) return (await createServerDatabase('empty')).place;
    const folder = join(this.#folder, `from-kill-${this.#kills + 1}`);
    mkdirSync(folder);
    return join(folder, 'jigap.db');
  }

  /**
   * Each calls twice at once with money for one and a half, and a top-up of as much; together they have money for three
   * and a half.
   */
  async #poorStudents(owner: OwnerClient): Promise<string[]> {
    const [wallet] = (await owner.call('GET', '/api/budgets?scope=wallet')).data;
    const oneHold = holdOf(MAX_BODY, this.evidence.numbersUsed + STUDENTS * CALLS_PER_STUDENT);
    const limit_usd = (nano(wallet.spent_usd) + 3.5 * oneHold) / 1e9;
    await owner.call('PUT', '/api/budgets', { scope: 'wallet', period: 'month', limit_usd });
    const names = Array.from({ length: STUDENTS }, (_, index) => `poor student ${index} of kill ${this.#kills}`);
    const tokens = await Promise.all(
      names.map((name) => newStudent(owner, name, (1.5 * oneHold) / 1e9, (1.5 * oneHold) / 1e9)),
    );
    return [...tokens, ...tokens];
  }

  /** Whether the process ended where it was to end. */
  async #liveAndDie(gateway: KillableGateway, point: KillPlan['name']): Promise<boolean> {
    if (point !== 'any-instant') await gateway.arm({ point, nth: 1 + Math.floor(this.#chance() * 4) });
    const lifeMs = this.#chance() * MAX_LIFE_MS;
    const watching = watch(gateway.owner, this.evidence);
    const calls = Math.floor((STUDENTS * CALLS_PER_STUDENT) / this.#tokens.length);
    const studying = Promise.all(this.#tokens.map((token) => study(gateway.url, token, this.evidence, calls)));
    const atPoint = gateway.ended.then(() => true);
    const enough = point === 'any-instant' ? pause(lifeMs) : Promise.race([studying, pause(HUNG_MS)]);
    const ended = await Promise.race([atPoint, enough.then(() => false)]);
    // A student hears of the end a moment before we do.
    const reached = ended || (point !== 'any-instant' && (await Promise.race([atPoint, pause(200).then(() => false)])));
    gateway.kill();
    const { signal, errors } = await gateway.ended;
    await Promise.all([watching, studying]);
    if (signal !== 'SIGKILL' || errors !== '') this.evidence.fault(`ended by ${signal}: ${errors}`);
    return reached || point === 'any-instant';
  }

  async #dieInRecovery(point: FaultPoint): Promise<void> {
    const options = { databasePath: this.#databasePath, upstreamUrl: this.#upstreamUrl, armedAtStart: point };
    const { gateway, ending } = await startKillableGateway(options);
    gateway?.kill();
    const { signal } = await ending;
    if (gateway !== null || signal !== 'SIGKILL') this.evidence.fault(`no end at ${point}, but by ${signal}`);
  }

  async #start(): Promise<KillableGateway> {
    const options = { databasePath: this.#databasePath, upstreamUrl: this.#upstreamUrl };
    const { gateway, ending } = await startKillableGateway(options);
    if (gateway === null) throw new Error(`it did not start again: ${(await ending).errors}`);
    this.#gateway = gateway;
    return gateway;
  }

  async #inspect(): Promise<void> {
    const { owner } = this.#running();
    this.#crashes = (await inspect(owner, this.#databasePath, this.evidence)).crashes;
    await refundSome(owner, this.evidence, this.#chance);
    await inspect(owner, this.#databasePath, this.evidence);
  }

  #count(name: string, reached: boolean, uncertain: number): void {
    const tally = this.#tallies.get(name) ?? { kills: 0, reached: 0, uncertain: 0 };
    tally.kills++;
    if (reached) tally.reached++;
    tally.uncertain += uncertain;
    this.#tallies.set(name, tally);
  }

  #running(): KillableGateway {
    if (this.#gateway === null) throw new Error('no process was started');
    return this.#gateway;
  }
}

/** @returns the API token */
async function newStudent(
  owner: OwnerClient,
  name: string,
  weeklyUsd: number,
  topUpUsd: number | null = null,
): Promise<string> {
  const made = await owner.newStudent({ name, budgets: [{ period: 'week', limit_usd: weeklyUsd }] });
  const topUp = { scope: 'student', scope_id: made.student.id, amount_usd: topUpUsd };
  if (topUpUsd !== null) await owner.call('POST', '/api/top-ups', topUp);
  return made.token;
}
