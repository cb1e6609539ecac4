import type { Query } from './ledger-rows.ts';
import type { SchoolLimits } from './school-limits.ts';

/** Looks at every balance again and again while calls run, each time with one short read: P1 as an observer sees it. */
export class BalanceSampler {
  readonly #query: Query;
  readonly #text: string;
  readonly #everyMs: number;
  readonly #problems = new Set<string>();
  #looks = 0;
  #missed = 0;
  #isStopped = false;
  #running: Promise<void> | undefined;

  constructor(query: Query, limits: SchoolLimits, everyMs: number) {
    this.#query = query;
    this.#text = overspentQuery(limits);
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#running = this.#look();
  }

  /** @returns what was wrong at any moment */
  async stop(): Promise<readonly string[]> {
    this.#isStopped = true;
    await this.#running;
    return [...this.#problems];
  }

  /** How often it has looked, and how often the database did not answer. */
  get summary(): string {
    return `${this.#looks} looks at the balances${this.#missed === 0 ? '' : `, ${this.#missed} without an answer`}`;
  }

  get looks(): number {
    return this.#looks;
  }

  async #look(): Promise<void> {
    while (!this.#isStopped) {
      try {
        const rows = (await this.#query(this.#text)) as readonly Overspent[];
        this.#looks++;
        for (const row of rows)
          this.#problems.add(
            `${row.scope} ${row.scope_id} (${row.period}) had spent ${row.spent} and held ${row.held}`,
          );
      } catch {
        // The server was killed: there is nothing to see.
        this.#missed++;
      }
      await new Promise((resolve) => setTimeout(resolve, this.#everyMs));
    }
  }
}

interface Overspent {
  readonly scope: string;
  readonly scope_id: number;
  readonly period: string;
  readonly spent: number;
  readonly held: number;
}

function overspentQuery({ walletMonth, classMonth, studentWeek, studentDay }: SchoolLimits): string {
  const beyond = Object.entries({
    "scope = 'wallet' AND period = 'month'": walletMonth,
    "scope = 'class' AND period = 'month'": classMonth,
    "scope = 'student' AND period = 'week'": studentWeek,
    "scope = 'student' AND period = 'day'": studentDay,
  }).map(([which, limit]) => `(${which} AND spent + held > ${limit})`);
  return `SELECT scope, scope_id, period, spent, held FROM balances
    WHERE unit = 'money' AND selector = '' AND (${beyond.join(' OR ')} OR held < 0)`;
}
