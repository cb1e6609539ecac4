import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openRestore } from '../../../src/store/sqlite/restore/open-restore.ts';
import { TestClock } from '../../support/clock.ts';
import type { RawResponse } from '../../support/http-response.ts';
import { MIGRATIONS } from '../../support/migrated-database.ts';
import type { ApiJson } from '../../support/owner-client.ts';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import type { Script } from '../../support/scripted-upstream.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { chatBody, PROMPT_TOKENS, usageOf } from '../../support/upstream-scripts.ts';
import { Books } from './books.ts';
import { instantOf } from './local-time.ts';

const DAY_MS = 86_400_000;
export const MODEL = 'gpt-5.1';
/** Nano-USD a token, of MODEL: https://developers.openai.com/api/docs/pricing, see config/models.json. */
const INPUT_PRICE = 1250;
const OUTPUT_PRICE = 10_000;

export interface TermStudent {
  readonly id: number;
  readonly classId: number;
  readonly name: string;
  readonly token: string;
}

/** The model writes as many tokens as it may, so that a call costs what the test wants. */
const billsTheCap: Script = (call, act) => {
  if (call.path === '/v1/models')
    return act.json(200, { object: 'list', data: [{ id: MODEL, object: 'model', created: 1, owned_by: 'openai' }] });
  return act.json(200, chatBody(call, { usage: usageOf(PROMPT_TOKENS, capOf(call.json)) }));
};

const hangs: Script = async (call, act) => {
  await act.gate('crash');
  await billsTheCap(call, act);
};

function capOf(json: unknown): number {
  return Number((json as { max_completion_tokens?: number }).max_completion_tokens);
}

export function costOf(outputTokens: number): number {
  return PROMPT_TOKENS * INPUT_PRICE + outputTokens * OUTPUT_PRICE;
}

/** A server with a fake clock that crashes, is restored and goes on, and the books that are kept beside it. */
export class TermSchool {
  readonly books = new Books();
  readonly clock: TestClock;
  readonly #env: Readonly<Record<string, string>>;
  readonly #upstream: ScriptedUpstream;
  #app: RunningApp;

  private constructor(
    app: RunningApp,
    parts: { env: Readonly<Record<string, string>>; clock: TestClock; upstream: ScriptedUpstream },
  ) {
    this.#app = app;
    this.#env = parts.env;
    this.clock = parts.clock;
    this.#upstream = parts.upstream;
  }

  static async start(local: string, timeZone: string, env: Readonly<Record<string, string>>): Promise<TermSchool> {
    const clock = new TestClock();
    clock.set(instantOf(local, timeZone));
    const upstream = await startScriptedUpstream();
    upstream.always(billsTheCap);
    const databasePath = join(tempFolderForThisTest(), 'jigap.db');
    const app = await startApp({ env, clock, upstream, databasePath });
    const school = new TermSchool(app, { env, clock, upstream });
    onTestFinished(async () => {
      await school.#app.stop();
      await upstream.stop();
    });
    return school;
  }

  get app(): RunningApp {
    return this.#app;
  }

  /** The owner, through the API. @throws Error for anything but a 2xx */
  owner(method: string, path: string, body?: unknown): Promise<ApiJson> {
    return this.#app.owner.call(method, path, body);
  }

  /** A roster, and an API token for each. */
  async enrol(classId: number, names: readonly string[]): Promise<TermStudent[]> {
    const answer = await fetch(`${this.#app.url}/api/classes/${classId}/roster`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#app.ownerToken}`, 'content-type': 'text/csv' },
      body: names.join('\n'),
    });
    expect(answer.status).toBe(200);
    const students = await this.#app.owner.listAll(`/api/students?class_id=${classId}`);
    const issued = await this.owner('POST', `/api/classes/${classId}/tokens`, {});
    const tokens = new Map<number, string>(issued.issued.map((each: ApiJson) => [each.student_id, each.token]));
    return students.map(({ id, name }) => ({ id, classId, name, token: tokens.get(id) ?? '' }));
  }

  /** One chat call that costs costOf(outputTokens) when it is served; what the provider billed goes into the books. */
  async call(student: TermStudent, outputTokens: number): Promise<RawResponse> {
    const at = this.clock.now();
    const answer = await this.#app.chat(student.token, chatOf(outputTokens));
    if (answer.status === 200)
      this.books.add({ studentId: student.id, classId: student.classId, at, cost: costOf(outputTokens) });
    return answer;
  }

  /** @throws Error unless the call is refused with this code */
  async refused(student: TermStudent, outputTokens: number, code: string): Promise<string> {
    const { body } = await this.call(student, outputTokens);
    const { error } = JSON.parse(body.toString());
    expect(error?.code, body.toString()).toBe(code);
    return error.message;
  }

  /** What a student sees of themselves. */
  async me(student: TermStudent, path = '/api/me'): Promise<ApiJson> {
    return (await fetch(this.#app.url + path, { headers: { authorization: `Bearer ${student.token}` } })).json();
  }

  /** Goes on to an instant, as a person reads it on the wall; the jobs run at least once a day, as on a server that runs on. */
  async passTo(local: string, timeZone: string): Promise<void> {
    const until = instantOf(local, timeZone);
    while (until - this.clock.now() > DAY_MS) {
      this.clock.advance(DAY_MS);
      await this.#app.runJobs();
    }
    this.clock.advance(until - this.clock.now());
  }

  /** Every job once, and the books agree. */
  async settle(step: string): Promise<void> {
    await this.#app.runJobs();
    await this.books.balance(this.#app, step);
  }

  /**
   * The process dies while a call of the student runs: the next one starts from what is on the disk then.
   * @returns what the call was charged, nano-USD
   */
  async crash(student: TermStudent, outputTokens: number): Promise<number> {
    const at = this.clock.now();
    this.#upstream.next(hangs);
    const dying = this.#app;
    const lost = dying.chat(student.token, chatOf(outputTokens));
    await this.#upstream.waitsAt('crash');
    const databasePath = `${dying.databasePath}-after-crash`;
    for (const end of ['', '-wal']) {
      if (existsSync(dying.databasePath + end)) copyFileSync(dying.databasePath + end, databasePath + end);
    }
    this.#upstream.open('crash');
    await lost;
    await dying.stop();
    await this.#startOn(databasePath);
    const [record] = await this.#app.recordsOf(student.id);
    const cost = Math.round(record.cost_usd * 1e9);
    this.books.add({ studentId: student.id, classId: student.classId, at, cost });
    return cost;
  }

  /** The owner stops the server, puts a backup back, and starts it again. */
  async restore(file: string): Promise<void> {
    const { databasePath, config } = this.#app;
    await this.#app.stop();
    const { defaults, timeZone } = config;
    const restore = openRestore(file, {
      ...{ path: databasePath, migrationsFolder: MIGRATIONS, defaults, timeZone, now: this.clock.now() },
    });
    await restore.apply();
    await this.#startOn(databasePath);
  }

  async #startOn(databasePath: string): Promise<void> {
    this.#app = await startApp({ env: this.#env, clock: this.clock, upstream: this.#upstream, databasePath });
  }
}

function chatOf(outputTokens: number) {
  return { model: MODEL, messages: [{ role: 'user', content: 'hi' }], max_completion_tokens: outputTokens };
}
