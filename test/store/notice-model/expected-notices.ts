import { expect } from 'vitest';
import type { BudgetBalance } from '../../../src/ledger/budgets.ts';
import { allNotices } from '../contract/notices/said.ts';
import type { School, ScopeOf } from './school.ts';

const THRESHOLDS = [50, 80, 100];
const NEARLY_FULL = 80;

interface SeenWindow {
  readonly about: ScopeOf;
  readonly start: number;
  readonly end: number;
  spent: number;
  /** What was spent when its limit changed after its end: not before more is spent is the new limit looked at. */
  spentAtLateChange: number | null;
  /** Since when the limit was last changed, a call was refused for the rest. */
  isRefused: boolean;
  /** How often the limit was raised in it: each time may take back what was said. */
  raises: number;
  wasRefused: boolean;
}

interface SaidCrossing {
  readonly key: string;
  readonly threshold: number;
  readonly spent: number;
  readonly limit: number;
}

/** What must be said, told from the balances and refusals alone. */
export class ExpectedNotices {
  readonly #school: School;
  readonly #windows = new Map<string, SeenWindow>();

  constructor(school: School) {
    this.#school = school;
  }

  /** After each step: what is spent in the windows of now. */
  async see(refusedBy: ScopeOf | null = null): Promise<void> {
    for (const about of this.#school.scopes) {
      const { spent, limit, window } = await this.#school.balance(about);
      const seen = this.#windowOf(about, window);
      seen.spent = spent;
      if (refusedBy === null || keyOf(refusedBy, 0) !== keyOf(about, 0)) continue;
      if (limit > 0 && spent * 100 >= limit * NEARLY_FULL) seen.isRefused = seen.wasRefused = true;
    }
  }

  /** A call was refused, and the process was killed before or after it was noted. */
  mayBeRefused(by: ScopeOf): void {
    for (const seen of this.#windows.values()) {
      if (keyOf(seen.about, 0) === keyOf(by, 0)) seen.wasRefused = true;
    }
  }

  /** Before a limit changes. @param now ms UTC */
  limitChanges(about: ScopeOf, isRaised: boolean, now: number): void {
    for (const seen of this.#windows.values()) {
      if (keyOf(seen.about, 0) !== keyOf(about, 0)) continue;
      seen.isRefused = false;
      seen.spentAtLateChange = seen.end <= now ? seen.spent : null;
      if (isRaised) seen.raises += 1;
    }
  }

  /** After everything was looked at and said. */
  async check(): Promise<void> {
    const said = await this.#said();
    for (const about of this.#school.scopes) {
      const { limit, window, spent } = await this.#school.balance(about);
      const seen = this.#windowOf(about, window);
      if (seen.spentAtLateChange === spent) continue;
      const passed = passedBy(spent, limit, seen.isRefused);
      const highest = Math.max(
        0,
        ...said.filter(({ key }) => key === keyOf(about, window.start)).map((each) => each.threshold),
      );
      expect(highest, `${keyOf(about, window.start)}: ${spent} of ${limit} was not said`).toBeGreaterThanOrEqual(
        passed,
      );
    }
    for (const [key, group] of Map.groupBy(said, (each) => `${each.key} ${each.threshold}`)) {
      const seen = this.#windows.get(group[0]?.key ?? '');
      expect(group.length, `${key} was said again`).toBeLessThanOrEqual(1 + (seen?.raises ?? 0));
      for (const { spent, limit, threshold } of group) {
        expect(passedBy(spent, limit, seen?.wasRefused ?? false), `${key} is not true`).toBeGreaterThanOrEqual(
          threshold,
        );
      }
    }
  }

  async #said(): Promise<SaidCrossing[]> {
    return (await allNotices(this.#school.store)).flatMap(({ facts }): SaidCrossing[] => {
      if (!('threshold' in facts)) return [];
      const { threshold, windowStart } = facts;
      if (facts.kind === 'student_budget') {
        return facts.students.map(({ id, spent, limit }) => ({
          ...{ key: keyOf({ scope: 'student', id }, windowStart), threshold, spent, limit },
        }));
      }
      const about: ScopeOf =
        facts.kind === 'class_budget' ? { scope: 'class', id: facts.classId } : { scope: 'wallet', id: 0 };
      return [{ key: keyOf(about, windowStart), threshold, spent: facts.spent, limit: facts.limit }];
    });
  }

  #windowOf(about: ScopeOf, { start, end }: BudgetBalance['window']): SeenWindow {
    const key = keyOf(about, start);
    const known = this.#windows.get(key) ?? {
      ...{ about, start, end, spent: 0, spentAtLateChange: null },
      ...{ isRefused: false, raises: 0, wasRefused: false },
    };
    this.#windows.set(key, known);
    return known;
  }
}

/** The highest threshold; 0: none. */
function passedBy(spent: number, limit: number, isRefused: boolean): number {
  if (limit <= 0) return 0;
  if (isRefused && spent * 100 >= limit * NEARLY_FULL) return 100;
  return Math.max(0, ...THRESHOLDS.filter((threshold) => spent * 100 >= limit * threshold));
}

function keyOf({ scope, id }: ScopeOf, start: number): string {
  return `${scope} ${id} ${start}`;
}
