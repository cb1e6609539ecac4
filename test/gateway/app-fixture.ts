import { expect } from 'vitest';
import type { Incident } from '../../src/store/journal-store.ts';
import type { UsageRecord } from '../../src/store/usage-record.ts';
import type { TestClock } from '../support/clock.ts';
import { connectRaw, type RawClient } from '../support/raw-client.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';
import type { ScriptedUpstream } from '../support/scripted-upstream.ts';
import { WatchedLedger } from './watched-ledger.ts';

/** 67 bytes of body for these two, so that holds can be said in numbers: see HELD_JSON and HELD_STREAM. */
export const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 1000 };
export const STREAM = { ...CHAT, stream: true };

export interface Money {
  readonly spent: number;
  readonly held: number;
}

export interface Pupil {
  readonly id: number;
  readonly token: string;
}

export interface StageOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: TestClock;
  readonly upstream?: ScriptedUpstream;
  /** USD; large enough never to be in the way unless said otherwise. */
  readonly walletUsd?: number;
  readonly classUsd?: number;
}

/** The whole product over real sockets, with a class in it, and a ledger that remembers what it was asked. */
export interface Stage {
  readonly app: RunningApp;
  readonly upstream: ScriptedUpstream;
  readonly ledger: WatchedLedger;
  readonly classId: number;
  /** A student of the class with a weekly limit in USD. */
  pupil(weeklyUsd?: number): Promise<Pupil>;
  /** Sends a call, to chat unless said otherwise, and leaves the rest to the test. */
  ask(pupil: Pupil, body: unknown, path?: string): Promise<RawClient>;
  /** Nano-USD, of all budgets of a scope. */
  moneyOf(scope: 'wallet' | 'class' | 'student', id?: number): Promise<Money>;
  recordsOf(pupil: Pupil): Promise<UsageRecord[]>;
  incidentsOf(pupil: Pupil): Promise<Incident[]>;
  /** Resolves when the gateway knows of so many calls whose student is still there. */
  callsInFlight(count: number): Promise<void>;
  /** Resolves when every hold is resolved on the disk. */
  settled(): Promise<void>;
  /** Ends the app. @throws when a hold was not resolved exactly once, or money is still held */
  stop(): Promise<void>;
}

export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const { walletUsd = 1000, classUsd = 1000 } = options;
  const watched: WatchedLedger[] = [];
  const app = await startApp({
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.upstream === undefined ? {} : { upstream: options.upstream }),
    env: {
      JIGAP_WALLET_MONTHLY_USD: String(walletUsd),
      JIGAP_STUDENT_CALLS_IN_FLIGHT: '1000',
      JIGAP_STOP_SECONDS: '2',
      ...options.env,
    },
    store: (store) => {
      const ledger = new WatchedLedger(store.ledger);
      watched.push(ledger);
      return { ...store, ledger: ledger.store };
    },
  });
  const [ledger] = watched;
  if (ledger === undefined) throw new Error('the app did not ask for its store');
  const { json } = await app.api('POST', '/api/classes', {
    name: 'Physics',
    budgets: [{ period: 'month', limit_usd: classUsd }],
  });
  return new RunningStage(app, ledger, json.id);
}

class RunningStage implements Stage {
  readonly app: RunningApp;
  readonly upstream: ScriptedUpstream;
  readonly ledger: WatchedLedger;
  readonly classId: number;

  constructor(app: RunningApp, ledger: WatchedLedger, classId: number) {
    this.app = app;
    this.upstream = app.upstream;
    this.ledger = ledger;
    this.classId = classId;
  }

  async pupil(weeklyUsd = 100): Promise<Pupil> {
    const budgets = [{ period: 'week', limit_usd: weeklyUsd }] as const;
    const { student, token } = await this.app.newStudent({ classId: this.classId, budgets });
    return { id: student.id, token };
  }

  async ask({ token }: Pupil, body: unknown, path = '/v1/chat/completions'): Promise<RawClient> {
    const client = await connectRaw(this.app.url);
    await client.request({
      path,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return client;
  }

  async moneyOf(scope: 'wallet' | 'class' | 'student', id = scope === 'class' ? this.classId : 0): Promise<Money> {
    const balances = await this.app.store.ledger.balancesOf(scope, id, this.app.clock.now());
    return {
      spent: balances.reduce((sum, { spent }) => sum + spent, 0),
      held: balances.reduce((sum, { held }) => sum + held, 0),
    };
  }

  async recordsOf({ id }: Pupil): Promise<UsageRecord[]> {
    return (await this.app.store.records.listRecords({ after: null, limit: 1000, studentId: id })).rows;
  }

  async incidentsOf({ id }: Pupil): Promise<Incident[]> {
    const { rows } = await this.app.store.journal.listIncidents({ after: null, limit: 1000 });
    return rows.filter((incident) => incident.studentId === id);
  }

  /** So many students wait for an answer: a call that is read on after a hang-up has nobody waiting. */
  async callsInFlight(count: number): Promise<void> {
    const metric = (text: string, name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
    for (;;) {
      const { text } = await this.app.api('GET', '/metrics');
      if (metric(text, 'jigap_calls_in_flight') - metric(text, 'jigap_answers_read_on') === count) return;
    }
  }

  settled(): Promise<void> {
    return this.#metricIs('jigap_open_holds 0');
  }

  async #metricIs(line: string): Promise<void> {
    let metrics = '';
    while (!metrics.includes(`\n${line}\n`)) metrics = (await this.app.api('GET', '/metrics')).text;
  }

  async stop(): Promise<void> {
    const held = [await this.moneyOf('wallet'), await this.moneyOf('class')].map((money) => money.held);
    await this.app.stop();
    expect(this.ledger.notResolvedOnce).toEqual([]);
    expect(held).toEqual([0, 0]);
  }
}
