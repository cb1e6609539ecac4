import { parseSelector, type SelectedCall, selects } from './budget-selectors.ts';
import { amountIn, type UnitAmounts } from './budget-units.ts';
import { aboveOrBelow, isSameSeries, nameBalance, type StoredBalance, type StoredScope } from './stored-balance.ts';

interface CountedCall extends SelectedCall {
  readonly studentId: number;
  readonly classId: number;
  /** The top-ups that paid in place of the money of their scope for every call; 0: the budgets did. */
  readonly studentTopUpId: number;
  readonly classTopUpId: number;
  /** ms UTC; calls come in the order of these. */
  readonly at: number;
  /** What was charged, less refunds. */
  readonly net: UnitAmounts;
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

  /** @param balances those of a series one after the other, by the start of their windows */
  constructor(balances: readonly StoredBalance[]) {
    for (const balance of balances) {
      const series = this.#series[balance.scope].get(balance.scopeId) ?? [];
      this.#series[balance.scope].set(balance.scopeId, series);
      const one = series.find((known) => isSameSeries(known.first, balance));
      if (one === undefined) series.push(new WindowSeries(balance));
      else one.add(balance);
    }
  }

  count(call: CountedCall): void {
    const { studentId, classId, studentTopUpId, classTopUpId } = call;
    this.#countIn('wallet', 0, call, false);
    this.#countIn('class', classId, call, classTopUpId !== 0);
    this.#countIn('student', studentId, call, studentTopUpId !== 0);
    if (classTopUpId !== 0) this.#countIn('top-up', classTopUpId, call, false);
    if (studentTopUpId !== 0) this.#countIn('top-up', studentTopUpId, call, false);
  }

  /** The balances that are not what was counted, and what is to be said of each. */
  *drifts(): Generator<Drift> {
    for (const series of Object.values(this.#series)) {
      for (const one of [...series.values()].flat()) yield* one.drifts();
    }
  }

  #countIn(scope: StoredScope, scopeId: number, call: CountedCall, isToppedUp: boolean): void {
    for (const one of this.#series[scope].get(scopeId) ?? []) if (one.counts(call, isToppedUp)) one.count(call);
  }
}

interface CountedWindow {
  readonly balance: StoredBalance;
  counted: number;
}

/** The windows of one scope, period, unit and selector, which follow each other. */
class WindowSeries {
  readonly first: StoredBalance;
  readonly #selector: ReturnType<typeof parseSelector>;
  readonly #windows: CountedWindow[] = [];
  #current = 0;

  constructor(first: StoredBalance) {
    this.first = first;
    this.#selector = parseSelector(first.selector);
    this.add(first);
  }

  add(balance: StoredBalance): void {
    this.#windows.push({ balance, counted: 0 });
  }

  counts(call: CountedCall, isToppedUp: boolean): boolean {
    const isPlain = this.first.unit === 'money' && this.#selector === null;
    return isPlain ? !isToppedUp : selects(this.#selector, call);
  }

  count({ at, net }: CountedCall): void {
    let window = this.#windows[this.#current];
    while (window !== undefined && window.balance.window.end <= at) {
      this.#current += 1;
      window = this.#windows[this.#current];
    }
    if (window !== undefined && window.balance.window.start <= at) window.counted += amountIn(this.first.unit, net);
  }

  *drifts(): Generator<Drift> {
    for (const { balance, counted } of this.#windows) {
      const problem = findSpentDrift(balance, counted);
      if (problem !== null) yield { balance, problem };
    }
  }
}

/** @param counted by the records, in the balance's unit @returns null: it is the same */
export function findSpentDrift(balance: StoredBalance, counted: number): string | null {
  const drift = balance.spent - counted;
  return drift === 0 ? null : `${nameBalance(balance)}: spent is ${aboveOrBelow(drift, balance.unit)} its records`;
}
