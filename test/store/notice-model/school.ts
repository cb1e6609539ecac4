import { quantitiesOf } from '../../../src/ledger/budget-units.ts';
import { type BudgetBalance, WALLET_ID } from '../../../src/ledger/budgets.ts';
import { NO_TOKENS } from '../../../src/ledger/prices.ts';
import type { Store } from '../../../src/store/store.ts';
import { TestClock } from '../../support/clock.ts';
import { change } from '../contract/class-in-store.ts';
import type { StartOptions } from '../contract/engine.ts';

export const STUDENTS = 3;
const SERVER = { timeZone: 'Asia/Seoul', walletMonthly: 1_000_000_000, studentWeekly: 1_000_000_000 };
const LIMITS = { wallet: 2000, class: 1500, student: 1000 } as const;

export interface ScopeOf {
  readonly scope: 'wallet' | 'class' | 'student';
  readonly id: number;
}

/** Where the database is. */
export interface SchoolDatabase {
  open(options: StartOptions): Promise<Store>;
  /** What is opened next is what a process leaves that is killed now; null: an engine whose processes cannot be killed here. */
  readonly kill: (() => void) | null;
  remove(): Promise<void>;
}

/** A class of three on a database that can be opened anew at any moment, also as a killed process leaves it. */
export class School {
  readonly clock = new TestClock();
  readonly #database: SchoolDatabase;
  #store: Store | null = null;
  classId = 0;

  constructor(database: SchoolDatabase) {
    this.#database = database;
  }

  get store(): Store {
    if (this.#store === null) throw new Error('the store is not open');
    return this.#store;
  }

  async fill(): Promise<void> {
    await this.#open();
    const fields = { name: 'a class', timeZone: 'Asia/Seoul', language: 'en', startsOn: null, endsOn: null } as const;
    const made = await this.store.access.createClass({ ...fields, allowedModels: null }, {}, this.#change());
    this.classId = made.id;
    for (let number = 0; number < STUDENTS; number++) {
      const student = { name: `student ${number}`, classId: made.id, email: null, suspended: false };
      await this.store.access.createStudent(student, {}, this.#change());
    }
    for (const about of this.scopes) await this.limit(about, LIMITS[about.scope]);
  }

  get scopes(): ScopeOf[] {
    const students = Array.from({ length: STUDENTS }, (_, index) => ({ scope: 'student', id: index + 1 }) as const);
    return [{ scope: 'wallet', id: WALLET_ID }, { scope: 'class', id: this.classId }, ...students];
  }

  async limit({ scope, id }: ScopeOf, limit: number, period: 'day' | 'month' = 'day'): Promise<void> {
    await this.store.ledger.setBudget({ scope, scopeId: id, period, limit }, this.#change());
  }

  /** A rule more and one less: balances are dropped, and summed from the records when they are needed. */
  async reshape({ scope, id }: ScopeOf): Promise<void> {
    await this.limit({ scope, id }, 1_000_000_000, 'month');
    const budgets = await this.store.ledger.listBudgets({ scope, scopeId: id });
    const added = budgets.find(({ period }) => period === 'month');
    if (added !== undefined) await this.store.ledger.deleteBudget(added.id, this.#change());
  }

  /** @returns which budget refused for spent money; null: the call was made, or had to wait */
  async call(studentId: number, cost: number): Promise<ScopeOf | null> {
    const placement = await this.store.ledger.placeHold({
      ...{
        studentId,
        tokenId: 1,
        endpoint: 'chat',
        model: 'm',
        servedModel: 'm',
        modelId: 'm',
        provider: 'openai',
        priceVersion: 'm@2026-01-01',
      },
      estimate: { inputTokensBound: 1, candidates: 1, inputPico: cost * 1000, picoPerCapToken: 0 },
      ...{ cap: 1, lowestCap: 1, now: this.clock.now() },
    });
    if ('refused' in placement) {
      const { why, budget } = placement.refused;
      return why === 'spent' && budget.period === 'day' ? { scope: budget.scope, id: budget.scopeId } : null;
    }
    const resolution = {
      as: 'settle',
      cost,
      quantities: quantitiesOf(NO_TOKENS),
      usage: NO_TOKENS,
      outcome: 'ok',
      incident: 'uncertain',
    } as const;
    await this.store.ledger.resolveHold(placement.hold.id, resolution, { durationMs: 1, firstByteMs: null });
    return null;
  }

  /** Refunds the newest call that was not refunded. */
  async refund(): Promise<void> {
    const { rows } = await this.store.journal.listIncidents({ open: true, after: null, limit: 1 });
    const [newest] = rows;
    if (newest?.charged) await this.store.journal.refund(newest.id, null, this.#change());
  }

  async balance({ scope, id }: ScopeOf): Promise<BudgetBalance> {
    const balances = await this.store.ledger.balancesOf(scope, id, this.clock.now());
    const day = balances.find(({ period }) => period === 'day');
    if (day === undefined) throw new Error(`${scope} ${id} has no budget of the day`);
    return day;
  }

  async restart(): Promise<void> {
    await this.store.close();
    await this.#open();
  }

  /** The files as they are some turns of the event loop later, opened by another process: what is not committed is lost. */
  async kill(turns: number, unfinished: () => Promise<unknown>): Promise<void> {
    const running = unfinished().catch(() => undefined);
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    this.#database.kill?.();
    await running;
    await this.restart();
    await this.store.ledger.expireOpenHolds(this.clock.now());
  }

  async end(): Promise<void> {
    await this.#store?.close();
    await this.#database.remove();
  }

  async #open(): Promise<void> {
    this.#store = await this.#database.open({ server: SERVER, now: this.clock.now() });
  }

  #change() {
    return change(this.clock.now());
  }
}
