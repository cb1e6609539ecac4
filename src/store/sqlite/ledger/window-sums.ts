import type { Scope } from '../../../ledger/budgets.ts';
import { formatUsd, type NanoUsd } from '../../../ledger/money.ts';

export interface BalanceRow {
  readonly id: number;
  readonly scope: Scope;
  readonly scope_id: number;
  readonly period: string;
  readonly window_start: number;
  readonly window_end: number;
  readonly spent: NanoUsd;
  readonly held: NanoUsd;
}

interface CountedCall {
  readonly studentId: number;
  readonly classId: number;
  /** ms UTC; calls come in the order of these. */
  readonly at: number;
  readonly net: NanoUsd;
}

interface Drift {
  readonly balance: BalanceRow;
  readonly fault: string;
}

/** What the records say was spent in each window, counted call by call in the order of time: linear in both. */
export class WindowSums {
  readonly #lanes: Record<Scope, Map<number, Lane[]>> = { wallet: new Map(), class: new Map(), student: new Map() };

  /** @param balances in the order of scope, scope id, period and start of the window */
  constructor(balances: readonly BalanceRow[]) {
    for (const balance of balances) {
      const lanes = this.#lanes[balance.scope].get(balance.scope_id) ?? [];
      this.#lanes[balance.scope].set(balance.scope_id, lanes);
      const lane = lanes.find(({ period }) => period === balance.period);
      if (lane === undefined) lanes.push(new Lane(balance));
      else lane.add(balance);
    }
  }

  count(call: CountedCall): void {
    this.#countIn('wallet', 0, call);
    this.#countIn('class', call.classId, call);
    this.#countIn('student', call.studentId, call);
  }

  /** The balances that are not what was counted, and what is to be said of each. */
  *drifts(): Generator<Drift> {
    for (const lanes of Object.values(this.#lanes)) {
      for (const lane of [...lanes.values()].flat()) yield* lane.drifts();
    }
  }

  #countIn(scope: Scope, scopeId: number, { at, net }: CountedCall): void {
    for (const lane of this.#lanes[scope].get(scopeId) ?? []) lane.count(at, net);
  }
}

interface CountedWindow {
  readonly balance: BalanceRow;
  counted: NanoUsd;
}

/** The windows of one scope and period, which follow each other. */
class Lane {
  readonly period: string;
  readonly #windows: CountedWindow[] = [];
  #current = 0;

  constructor(first: BalanceRow) {
    this.period = first.period;
    this.add(first);
  }

  add(balance: BalanceRow): void {
    this.#windows.push({ balance, counted: 0 });
  }

  count(at: number, net: NanoUsd): void {
    let window = this.#windows[this.#current];
    while (window !== undefined && window.balance.window_end <= at) {
      this.#current += 1;
      window = this.#windows[this.#current];
    }
    if (window !== undefined && window.balance.window_start <= at) window.counted += net;
  }

  *drifts(): Generator<Drift> {
    for (const { balance, counted } of this.#windows) {
      const drift = balance.spent - counted;
      if (drift !== 0) yield { balance, fault: `${nameOf(balance)}: spent is ${aboveOrBelow(drift)} its records` };
    }
  }
}

/** "student 12, week from 2026-11-22T15:00:00.000Z" */
export function nameOf(balance: BalanceRow): string {
  const scope = balance.scope === 'wallet' ? 'wallet' : `${balance.scope} ${balance.scope_id}`;
  return `${scope}, ${balance.period} from ${new Date(balance.window_start).toISOString()}`;
}

/** The difference, not the two amounts: what is wrong stays the same text while calls go on. */
export function aboveOrBelow(drift: NanoUsd): string {
  return `${formatUsd(Math.abs(drift))} USD ${drift > 0 ? 'above' : 'below'}`;
}
