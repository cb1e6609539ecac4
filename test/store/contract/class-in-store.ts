import { afterAll } from 'vitest';
import { quantitiesOf } from '../../../src/ledger/budget-units.ts';
import type { BudgetBalance, BudgetLimit } from '../../../src/ledger/budgets.ts';
import type { Hold, HoldOrder, InsufficientBudget, Placement, Resolution } from '../../../src/ledger/holds.ts';
import { MAX_NANO_USD } from '../../../src/ledger/money.ts';
import { NO_TOKENS } from '../../../src/ledger/prices.ts';
import type { ClassFields, LimitSets } from '../../../src/store/access-fields.ts';
import type { Store } from '../../../src/store/store.ts';
import { TestClock } from '../../support/clock.ts';
import type { ServerSettings, TestEngine } from './engine.ts';
import { RunningStore } from './running-store.ts';

export interface ClassOptions {
  /** Of the class; Asia/Seoul without dates otherwise. */
  readonly fields?: Partial<ClassFields>;
  readonly limits?: LimitSets;
  readonly ownLimits?: readonly BudgetLimit[];
  readonly server?: { readonly walletMonthly?: number; readonly studentWeekly?: number };
}

export type Priced = Partial<
  Pick<HoldOrder, 'cap' | 'lowestCap' | 'studentId' | 'endpoint' | 'modelId' | 'provider' | 'servedModel'>
> & {
  readonly inputPico?: number;
  readonly picoPerCapToken?: number;
  /** That it draws, of 100 tokens each. */
  readonly images?: number;
};

const TIMING = { durationMs: 1, firstByteMs: null };

/** A class with one student over a store of its own, and a clock to turn. The server's own limits are out of the way. */
export class ClassInStore {
  readonly clock: TestClock;
  readonly classId: number;
  readonly studentId: number;
  readonly #real: RunningStore;
  readonly #server: ServerSettings;

  constructor(
    parts: Pick<ClassInStore, 'clock' | 'classId' | 'studentId'>,
    real: RunningStore,
    server: ServerSettings,
  ) {
    this.clock = parts.clock;
    this.classId = parts.classId;
    this.studentId = parts.studentId;
    this.#real = real;
    this.#server = server;
  }

  get store(): Store {
    return this.#real.store;
  }

  place(order: Priced = {}): Promise<Placement> {
    const { inputPico = 0, picoPerCapToken = 1000, cap = 100, lowestCap = cap, studentId = this.studentId } = order;
    const { images = 0 } = order;
    const media = { images, outputTokens: images * 100, characters: 0, pico: 0 };
    const { endpoint = 'chat', modelId = 'a-model', servedModel = modelId, provider = 'openai' } = order;
    return this.store.ledger.placeHold({
      studentId,
      tokenId: 1,
      endpoint,
      model: 'a-model',
      servedModel,
      modelId,
      provider,
      priceVersion: 'a-model@2026-01-01',
      estimate: { inputTokensBound: 1, candidates: 1, inputPico, picoPerCapToken, ...(images === 0 ? {} : { media }) },
      cap,
      lowestCap,
      now: this.clock.now(),
    });
  }

  /** A hold of so many nano-USD. @throws when it is refused */
  async hold(amount: number): Promise<Hold> {
    const placement = await this.place({ cap: amount });
    if ('hold' in placement) return placement.hold;
    throw new Error(`refused: ${JSON.stringify(placement.refused)}`);
  }

  async refusal(order: Priced): Promise<InsufficientBudget> {
    const placement = await this.place(order);
    if ('refused' in placement) return placement.refused;
    throw new Error(`granted: ${JSON.stringify(placement.hold)}`);
  }

  settle(holdId: number, cost: number, incident: Resolution['incident'] = null): Promise<void> {
    const resolution = {
      as: 'settle',
      cost,
      quantities: quantitiesOf(NO_TOKENS),
      usage: NO_TOKENS,
      outcome: 'ok',
      incident,
    } as const;
    return this.store.ledger.resolveHold(holdId, resolution, TIMING);
  }

  async spend(cost: number): Promise<void> {
    await this.settle((await this.hold(cost)).id, cost);
  }

  setBudget(scope: 'wallet' | 'class' | 'student', limit: BudgetLimit) {
    const scopeId = { wallet: 0, class: this.classId, student: this.studentId }[scope];
    return this.store.ledger.setBudget({ scope, scopeId, ...limit }, change(this.clock.now()));
  }

  /** What is spent and held in a budget now. */
  async money(
    scope: 'wallet' | 'class' | 'student',
    period: BudgetLimit['period'],
  ): Promise<{ spent: number; held: number }> {
    const { spent, held } = await this.balance(scope, period);
    return { spent, held };
  }

  async balance(scope: 'wallet' | 'class' | 'student', period: BudgetLimit['period']): Promise<BudgetBalance> {
    const scopeId = { wallet: 0, class: this.classId, student: this.studentId }[scope];
    const balances = await this.store.ledger.balancesOf(scope, scopeId, this.clock.now());
    const found = balances.find((balance) => balance.period === period);
    if (found === undefined) throw new Error(`there is no budget of the ${scope} for the ${period}`);
    return found;
  }

  /** The process ends and starts again, and open holds are not expired. */
  async restart(): Promise<void> {
    await this.#real.close();
    await this.#real.open({ now: this.clock.now(), server: this.#server });
  }
}

export type OpenClass = (options?: ClassOptions) => Promise<ClassInStore>;

/**
 * Each call begins with an empty store. Call the result inside a test of the block that this is called in; its tests run
 * one after the other.
 */
export function classInStore(engine: TestEngine): OpenClass {
  const real = new RunningStore(engine);
  afterAll(() => real.end());
  return async (options = {}) => {
    const clock = new TestClock();
    const server = { timeZone: 'UTC', walletMonthly: MAX_NANO_USD, studentWeekly: MAX_NANO_USD, ...options.server };
    await real.begin({ now: clock.now(), server });
    const fields = { name: 'a class', timeZone: 'Asia/Seoul', language: 'en', startsOn: null, endsOn: null } as const;
    const limits = options.limits ?? {};
    const all = { ...fields, allowedModels: null, ...options.fields };
    const { id: classId } = await real.store.access.createClass(all, limits, change(clock.now()));
    const student = { name: 'a student', classId, email: null, suspended: false };
    const own = { budgets: options.ownLimits };
    const { id: studentId } = await real.store.access.createStudent(student, own, change(clock.now()));
    return new ClassInStore({ clock, classId, studentId }, real, server);
  };
}

/** By the owner. @param now ms UTC */
export function change(now: number): { actor: string; now: number } {
  return { actor: 'owner', now };
}
