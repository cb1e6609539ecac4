import { expect } from 'vitest';
import type { Incident } from '../../src/store/journal-store.ts';
import type { UsageRecord } from '../../src/store/usage-record.ts';
import type { TestClock } from './clock.ts';
import type { RawResponse } from './http-response.ts';
import { connectRaw, type RawClient } from './raw-client.ts';
import { type RunningApp, startApp, waitToAskAgain } from './running-app.ts';
import type { Script, ScriptedUpstream } from './scripted-upstream.ts';
import { WatchedLedger } from './watched-ledger.ts';

/** 67 bytes of body for these two, so that holds can be said in numbers: see HELD_JSON and HELD_STREAM. */
export const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 1000 };
export const STREAM = { ...CHAT, stream: true };

export interface Money {
  readonly spent: number;
  readonly held: number;
}

export interface TestStudent {
  readonly id: number;
  readonly token: string;
}

export interface AppFixtureOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: TestClock;
  readonly upstream?: ScriptedUpstream;
  /** USD; large enough never to be in the way unless said otherwise. */
  readonly walletUsd?: number;
  readonly classUsd?: number;
}

/** The whole product over real sockets, with a class in it, and a ledger that remembers what it was asked. */
export interface AppFixture {
  readonly app: RunningApp;
  readonly upstream: ScriptedUpstream;
  readonly ledger: WatchedLedger;
  readonly classId: number;
  /** A student of the class with a weekly limit in USD. */
  addStudent(weeklyUsd?: number): Promise<TestStudent>;
  /** Sends a call, to chat unless a path is given, and leaves the rest to the test. */
  ask(student: TestStudent, body: unknown, path?: string): Promise<RawClient>;
  /** Sends a call and reads its answer to the end. */
  call(student: TestStudent, body: unknown, path?: string): Promise<RawResponse>;
  /** The same, and the provider plays this script. */
  callWith(script: Script, student: TestStudent, body: unknown, path?: string): Promise<RawResponse>;
  /** The same as call(), and returns when every hold is resolved. */
  callSettled(student: TestStudent, body: unknown): Promise<RawResponse>;
  /** Nano-USD, of all budgets of a scope. */
  moneyOf(scope: 'wallet' | 'class' | 'student', id?: number): Promise<Money>;
  recordsOf(student: TestStudent): Promise<UsageRecord[]>;
  incidentsOf(student: TestStudent): Promise<Incident[]>;
  /** Resolves when the gateway knows of so many calls whose student is still there. */
  callsInFlight(count: number): Promise<void>;
  /** Resolves when every hold is resolved on the disk. */
  settled(): Promise<void>;
  /** Ends the app. @throws when a hold was not resolved exactly once, or money is still held */
  stop(): Promise<void>;
}

export async function startAppFixture(options: AppFixtureOptions = {}): Promise<AppFixture> {
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
  return new RunningAppFixture(app, ledger, json.id);
}

class RunningAppFixture implements AppFixture {
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

  async addStudent(weeklyUsd = 100): Promise<TestStudent> {
    const budgets = [{ period: 'week', limit_usd: weeklyUsd }] as const;
    const { student, token } = await this.app.newStudent({ classId: this.classId, budgets });
    return { id: student.id, token };
  }

  async ask({ token }: TestStudent, body: unknown, path = '/v1/chat/completions'): Promise<RawClient> {
    const client = await connectRaw(this.app.url);
    await client.request({
      path,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return client;
  }

  async call(student: TestStudent, body: unknown, path?: string): Promise<RawResponse> {
    const client = await this.ask(student, body, path);
    const response = await client.response();
    client.hangUp();
    return response;
  }

  callWith(script: Script, student: TestStudent, body: unknown, path?: string): Promise<RawResponse> {
    this.upstream.next(script);
    return this.call(student, body, path);
  }

  async callSettled(student: TestStudent, body: unknown): Promise<RawResponse> {
    const response = await this.call(student, body);
    await this.settled();
    return response;
  }

  async moneyOf(scope: 'wallet' | 'class' | 'student', id = scope === 'class' ? this.classId : 0): Promise<Money> {
    const balances = await this.app.store.ledger.balancesOf(scope, id, this.app.clock.now());
    return {
      spent: balances.reduce((sum, { spent }) => sum + spent, 0),
      held: balances.reduce((sum, { held }) => sum + held, 0),
    };
  }

  async recordsOf({ id }: TestStudent): Promise<UsageRecord[]> {
    return (await this.app.store.records.listRecords({ after: null, limit: 1000, studentId: id })).rows;
  }

  async incidentsOf({ id }: TestStudent): Promise<Incident[]> {
    const { rows } = await this.app.store.journal.listIncidents({ after: null, limit: 1000 });
    return rows.filter((incident) => incident.studentId === id);
  }

  callsInFlight(count: number): Promise<void> {
    return this.app.callsInFlight(count);
  }

  settled(): Promise<void> {
    return this.#metricIs('jigap_open_holds 0');
  }

  async #metricIs(line: string): Promise<void> {
    for (;;) {
      const { text } = await this.app.api('GET', '/metrics');
      if (text.includes(`\n${line}\n`)) return;
      await waitToAskAgain();
    }
  }

  async stop(): Promise<void> {
    const held = [await this.moneyOf('wallet'), await this.moneyOf('class')].map((money) => money.held);
    await this.app.stop();
    expect(this.ledger.notResolvedOnce).toEqual([]);
    expect(held).toEqual([0, 0]);
  }
}
