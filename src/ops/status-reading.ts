import type { BudgetBalance } from '../ledger/budgets.ts';
import type { Store } from '../store/store.ts';

/** What an operator watches that is read from the store. */
export interface StatusReading {
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  /** Of the wallet and of those classes. */
  readonly budgets: readonly BudgetBalance[];
  /** 1000 at most. */
  readonly openIncidents: number;
  /** Messages that wait for a channel. */
  readonly undelivered: number;
  /** ms UTC; null: there is none. */
  readonly lastBackupAt: number | null;
  readonly lastBackupFailed: boolean;
}

type StatusStore = Pick<Store, 'access' | 'ledger' | 'journal' | 'noticeChannels' | 'backups'>;

/** Beyond this, classes have no series of their own; the oldest come first. */
const MAX_CLASSES = 500;
/** Balances that are read in one turn of the event loop. */
const CLASSES_PER_TURN = 25;
const MAX_INCIDENTS = 1000;

/** A few small reads, in turns, so that calls do not wait for all of them. @throws what the store throws */
export async function readStatus(store: StatusStore, now: number): Promise<StatusReading> {
  const classes = (await store.access.listClasses({ after: null, limit: MAX_CLASSES })).rows;
  const budgets = [...(await store.ledger.balancesOf('wallet', 0, now))];
  for (let from = 0; from < classes.length; from += CLASSES_PER_TURN) {
    const turn = classes.slice(from, from + CLASSES_PER_TURN);
    // A class that was removed meanwhile has none.
    const read = turn.map(({ id }) => store.ledger.balancesOf('class', id, now).catch(() => []));
    budgets.push(...(await Promise.all(read)).flat());
  }
  const incidents = await store.journal.listIncidents({ after: null, limit: MAX_INCIDENTS, open: true });
  const waiting = await store.noticeChannels.countWaiting();
  // A folder that cannot be read has no backup to rely on.
  const [backup] = await store.backups.list().catch(() => []);
  return {
    classes: classes.map(({ id, name }) => ({ id, name })),
    budgets,
    openIncidents: incidents.rows.length,
    undelivered: [...waiting.values()].reduce((sum, count) => sum + count, 0),
    lastBackupAt: backup?.at ?? null,
    lastBackupFailed: (await store.backups.lastFailure()) !== null,
  };
}

/** Reads anew when what it has is too old. Several that ask at once get one reading. */
export class CachedReading<Value> {
  readonly #read: () => Promise<Value>;
  readonly #maxAgeMs: number;
  readonly #now: () => number;
  #reading: Promise<Value> | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param now ms, of a clock that never goes back */
  constructor(read: () => Promise<Value>, maxAgeMs: number, now: () => number = () => performance.now()) {
    this.#read = read;
    this.#maxAgeMs = maxAgeMs;
    this.#now = now;
  }

  /** @throws what reading throws; the next one reads anew */
  get(): Promise<Value> {
    const isFresh = this.#reading !== null && this.#now() - this.#readAt < this.#maxAgeMs;
    if (isFresh && this.#reading !== null) return this.#reading;
    this.#readAt = this.#now();
    const reading = this.#read();
    this.#reading = reading;
    reading.catch(() => {
      if (this.#reading === reading) this.#reading = null;
    });
    return reading;
  }
}
