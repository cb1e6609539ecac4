import { expect } from 'vitest';
import type { RunningApp } from '../../support/running-app.ts';
import { localTime } from './local-time.ts';

/** What the provider billed for one call, as its answer said. Amounts are nano-USD. */
export interface Charge {
  readonly studentId: number;
  readonly classId: number;
  /** ms UTC. */
  readonly at: number;
  readonly cost: number;
  refunded: number;
}

/** The wallet's budgets are cut in the zone of the server. */
const WALLET_ZONE = 'Asia/Seoul';

/** Kept beside the ledger, with nothing but a list, and compared with it after every step. */
export class Books {
  readonly charges: Charge[] = [];

  add(charge: Omit<Charge, 'refunded'>): void {
    this.charges.push({ ...charge, refunded: 0 });
  }

  /** Nano-USD, of the charges that are chosen. */
  sum(isOf: (charge: Charge) => boolean): number {
    return this.charges.filter(isOf).reduce((sum, { cost, refunded }) => sum + cost - refunded, 0);
  }

  /** The wallet of this month, every class, every student and every record agree, nothing is held, and the check finds nothing. */
  async balance({ store, clock }: RunningApp, step: string): Promise<void> {
    const now = clock.now();
    const month = localTime(now, WALLET_ZONE).slice(0, 7);
    const [wallet] = await store.ledger.balancesOf('wallet', 0, now);
    const ofMonth = this.sum(({ at }) => localTime(at, WALLET_ZONE).startsWith(month));
    expect({ spent: wallet?.spent, held: wallet?.held }, `the wallet: ${step}`).toEqual({ spent: ofMonth, held: 0 });
    expect(await recordedBy(store), `the records: ${step}`).toEqual(this.#byStudent());
    const { problems } = await store.ledger.check('full', now);
    expect(problems, step).toEqual([]);
  }

  #byStudent(): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { classId, studentId, cost, refunded } of this.charges) add(sums, classId, studentId, cost - refunded);
    return sums;
  }
}

async function recordedBy({ records }: RunningApp['store']): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (let after: number | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const { rows, next }: Awaited<ReturnType<typeof records.listRecords>> = await records.listRecords({
      after,
      limit: 500,
    });
    for (const { classId, studentId, cost, refunded } of rows) add(sums, classId ?? 0, studentId, cost - refunded);
    after = next;
  }
  return sums;
}

function add(sums: Record<string, number>, classId: number, studentId: number, amount: number): void {
  const key = `class ${classId}, student ${studentId}`;
  sums[key] = (sums[key] ?? 0) + amount;
}
