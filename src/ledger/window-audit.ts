import type { NanoUsd } from './money.ts';
import { aboveOrBelow, nameBalance, type StoredBalance, type StoredScope } from './stored-balance.ts';

interface CountedCall {
  readonly studentId: number;
  readonly classId: number;
  /** The top-ups that paid in place of the budgets of their scope; 0: the budgets did. */
  readonly studentTopUpId: number;
  readonly classTopUpId: number;
  /** ms UTC; calls come in the order of these. */
  readonly at: number;
  readonly net: NanoUsd;
}

interface Drift {
  readonly balance: StoredBalance;
  readonly problem: string;
}

/** What the records say was spent in each window, counted call by call in the order of time: linear in both. */
export class WindowAudit {
  readonly #series: Record<StoredScope, Map<number, WindowSeries[]>> = {
    wallet: new Map(),
    class: new Map(),
    student: new Map(),
    'top-up': new Map(),
  };

  /** @param balances in the order of scope, scope id, period and start of the window */
  constructor(balances: readonly StoredBalance[]) {
    for (const balance of balances) {
      const series = this.#series[balance.scope].get(balance.scopeId) ?? [];
      this.#series[balance.scope].set(balance.scopeId, series);
      const one = series.find(({ period }) => period === balance.period);
      if (one === undefined) series.push(new WindowSeries(balance));
      else one.add(balance);
    }
  }

  count(call: CountedCall): void {
    this.#countIn('wallet', 0, call);
    if (call.classTopUpId === 0) this.#countIn('class', call.classId, call);
    else this.#countIn('top-up', call.classTopUpId, call);
    if (call.studentTopUpId === 0) this.#countIn('student', call.studentId, call);
    else this.#countIn('top-up', call.studentTopUpId, call);
  }

  /** The balances that are not what was counted, and what is to be said of each. */
  *drifts(): Generator<Drift> {
    for (const series of Object.values(this.#series)) {
      for (const one of [...series.values()].flat()) yield* one.drifts();
    }
  }

  #countIn(scope: StoredScope, scopeId: number, { at, net }: CountedCall): void {
    for (const one of this.#series[scope].get(scopeId) ?? []) one.count(at, net);
  }
}

interface CountedWindow {
  readonly balance: StoredBalance;
  counted: NanoUsd;
}

/** The windows of one scope and period, which follow each other. */
class WindowSeries {
  readonly period: string;
  readonly #windows: CountedWindow[] = [];
  #current = 0;

  constructor(first: StoredBalance) {
    this.period = first.period;
    this.add(first);
  }

  add(balance: StoredBalance): void {
    this.#windows.push({ balance, counted: 0 });
  }

  count(at: number, net: NanoUsd): void {
    let window = this.#windows[this.#current];
    while (window !== undefined && window.balance.window.end <= at) {
      this.#current += 1;
      window = this.#windows[this.#current];
    }
    if (window !== undefined && window.balance.window.start <= at) window.counted += net;
  }

  *drifts(): Generator<Drift> {
    for (const { balance, counted } of this.#windows) {
      const drift = balance.spent - counted;
      if (drift !== 0)
        yield { balance, problem: `${nameBalance(balance)}: spent is ${aboveOrBelow(drift)} its records` };
    }
  }
}
