import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const EVERY_MS = 50;
const OVERSPENT = `SELECT scope, scope_id::text AS id, period, spent::text AS spent, held::text AS held
  FROM balances JOIN budgets USING (scope, scope_id, period, unit, selector)
  WHERE spent + held > limit_amount OR held < 0 OR spent < 0`;

interface Overspent {
  readonly scope: string;
  readonly id: string;
  readonly period: string;
  readonly spent: string;
  readonly held: string;
}

/** Looks at all balances again and again, beside jigap: no budget may be passed at any instant (P1). */
export class BalanceWatch {
  readonly #url: string;
  readonly #found = new Set<string>();
  #isStopped = false;
  #running: Promise<void> = Promise.resolve();
  looks = 0;

  /** @param url of the superuser, to jigap's database */
  constructor(url: string) {
    this.#url = url;
  }

  start(): void {
    this.#running = this.#watch();
  }

  /** @returns the budgets that were passed */
  async stop(): Promise<readonly string[]> {
    this.#isStopped = true;
    await this.#running;
    return [...this.#found];
  }

  async #watch(): Promise<void> {
    while (!this.#isStopped) {
      const client = new pg.Client({ connectionString: this.#url });
      client.on('error', () => {});
      try {
        await client.connect();
        while (!this.#isStopped) await this.#look(client);
      } catch {
        // PostgreSQL is away.
        await pause(EVERY_MS);
      }
      await client.end().catch(() => {});
    }
  }

  async #look(client: pg.Client): Promise<void> {
    for (const { scope, id, period, spent, held } of (await client.query<Overspent>(OVERSPENT)).rows) {
      this.#found.add(`${scope} ${id} (${period}) had spent ${spent} and held ${held}`);
    }
    this.looks++;
    await pause(EVERY_MS);
  }
}
