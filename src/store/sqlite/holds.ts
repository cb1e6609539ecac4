import type { Statement } from 'better-sqlite3';
import { availableIn, type BudgetBalance } from '../../ledger/budgets.ts';
import { affordableCap, holdFor } from '../../ledger/estimate.ts';
import { resolveAfterCrash } from '../../ledger/exits.ts';
import { firstIdAt, type HoldOrder, heldAt, type Placement, type Resolution, type Timing } from '../../ledger/holds.ts';
import type { NanoUsd } from '../../ledger/money.ts';
import { localDay } from '../../ledger/periods.ts';
import { ConflictError, NotFoundError } from '../store.ts';
import type { Balance, Balances } from './balances.ts';
import type { Sqlite } from './database.ts';
import type { HoldRow } from './rows.ts';
import type { RuleBook } from './rule-book.ts';
import type { RuleChanges } from './rule-changes.ts';
import type { UsageRecords } from './usage-records.ts';

/** A hold may be numbered ahead of its instant by this much at most, when many are placed in one millisecond. */
const NUMBERED_AHEAD_MS = 1000;
const LAST_USED_RESOLUTION_MS = 60_000;

/** Places and resolves holds. Every method runs inside a transaction of the commit group. */
export class Holds {
  readonly #sqlite: Sqlite;
  readonly #ruleBook: RuleBook;
  readonly #balances: Balances;
  readonly #changes: RuleChanges;
  readonly #records: UsageRecords;
  readonly #insert: Statement;
  readonly #remove: Statement;
  readonly #isTaken: Statement;
  readonly #tokenUsed: Statement;
  readonly #tokenUsedAt = new Map<number, number>();
  #newestId: number;

  constructor(
    sqlite: Sqlite,
    parts: { ruleBook: RuleBook; balances: Balances; changes: RuleChanges; records: UsageRecords },
  ) {
    this.#sqlite = sqlite;
    this.#ruleBook = parts.ruleBook;
    this.#balances = parts.balances;
    this.#changes = parts.changes;
    this.#records = parts.records;
    this.#insert = sqlite.prepare('INSERT INTO holds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#remove = sqlite.prepare('DELETE FROM holds WHERE id = ? RETURNING *');
    this.#isTaken = sqlite.prepare(
      'SELECT 1 FROM holds WHERE id = @id UNION ALL SELECT 1 FROM usage_records WHERE id = @id',
    );
    this.#tokenUsed = sqlite.prepare('UPDATE api_tokens SET last_used_at = ? WHERE id = ?');
    this.#newestId = parts.changes.newestId();
  }

  /**
   * Numbers given in a transaction that was rolled back were never given: who is placed again must not be pushed ahead
   * by them, perhaps over the border of a period.
   */
  forgetNumbers(): void {
    this.#newestId = this.#changes.newestId();
  }

  place(order: HoldOrder): Placement {
    const { student, schoolClass, rules } = this.#ruleBook.standingOf(order.studentId);
    const id = this.#nextId(order.now);
    const at = heldAt(id);
    if (at < Math.max(student.createdAt, schoolClass?.createdAt ?? 0))
      this.#changes.recordsMayBeOlder(student.id, student.classId, at);
    const balances = rules.map((rule) => this.#balances.at(rule, at));
    // A balance that is made anew is summed from the records of its window: what it carries must lie in it.
    if (balances.some(({ window }) => at < window.start || window.end <= at)) {
      throw new ConflictError(`the term of student ${student.id} is not on: its budget cannot carry a call`);
    }

    const full = holdFor(order.estimate, order.cap);
    const placed = this.#holdInAll(balances, full);
    if (placed !== null) return this.#insertHold(id, order, order.cap, full, balances, placed);

    const money = balances.map((balance) => this.#balances.read(balance));
    const cap = affordableCap(order.estimate, order.cap, Math.min(...money.map(availableIn)));
    if (cap < order.lowestCap) return { refused: refusal(order, money, cap) };
    const lowered = holdFor(order.estimate, cap);
    const after = this.#holdInAll(balances, lowered);
    if (after === null) throw new Error('a cap that was found affordable was not');
    return this.#insertHold(id, order, cap, lowered, balances, after);
  }

  /** @throws NotFoundError when there is no such open hold */
  resolve(holdId: number, resolution: Resolution, timing: Timing): void {
    const hold = this.#remove.get(holdId) as HoldRow | undefined;
    if (hold === undefined) throw new NotFoundError(`hold ${holdId} is not open`);
    for (const balanceId of JSON.parse(hold.balance_ids) as number[]) {
      this.#balances.resolve(balanceId, hold.amount, resolution.cost);
    }
    this.#records.insert(hold, resolution, timing);
  }

  expireAll(now: number): number {
    const open = this.#sqlite.prepare('SELECT id, amount FROM holds').all() as { id: number; amount: NanoUsd }[];
    for (const { id, amount } of open) {
      this.resolve(id, resolveAfterCrash({ amount }), {
        durationMs: Math.max(0, now - heldAt(id)),
        firstByteMs: null,
      });
    }
    return open.length;
  }

  /** All budgets or none. Returns their money afterwards. */
  #holdInAll(balances: readonly Balance[], amount: NanoUsd): BudgetBalance[] | null {
    const after: BudgetBalance[] = [];
    for (const balance of balances) {
      const money = this.#balances.hold(balance, amount);
      if (money === null) {
        for (const taken of balances.slice(0, after.length)) this.#balances.unhold(taken, amount);
        return null;
      }
      after.push({ ...balance.rule, window: balance.window, spent: money.spent, held: money.held });
    }
    return after;
  }

  #insertHold(
    id: number,
    order: HoldOrder,
    cap: number,
    amount: NanoUsd,
    balances: readonly Balance[],
    money: readonly BudgetBalance[],
  ): Placement {
    const { student, calendar } = this.#ruleBook.standingOf(order.studentId);
    this.#insert.run(
      id,
      student.id,
      student.classId ?? 0,
      order.tokenId,
      localDay(calendar.timeZone, heldAt(id)),
      order.endpoint,
      order.model,
      order.servedModel,
      order.priceVersion,
      amount,
      JSON.stringify(balances.map((balance) => balance.id)),
    );
    this.#noteUse(order.tokenId, order.now);
    return { hold: { id, amount, cap, tightest: tightestOf(money) } };
  }

  #noteUse(tokenId: number, now: number): void {
    const last = this.#tokenUsedAt.get(tokenId);
    if (last !== undefined && Math.abs(now - last) < LAST_USED_RESOLUTION_MS) return;
    this.#tokenUsed.run(now, tokenId);
    this.#tokenUsedAt.set(tokenId, now);
  }

  /** Ids rise with time; when the clock goes back they go back with it, to numbers that are free. */
  #nextId(now: number): number {
    const first = firstIdAt(now);
    let id = first > this.#newestId ? first : this.#newestId + 1;
    if (id - first > firstIdAt(NUMBERED_AHEAD_MS)) {
      id = first;
      while (this.#isTaken.get({ id }) !== undefined) id++;
      return id;
    }
    this.#newestId = id;
    return id;
  }
}

function tightestOf(money: readonly BudgetBalance[]): BudgetBalance {
  return money.reduce((least, one) => (availableIn(one) < availableIn(least) ? one : least));
}

/** The budget that stands in the way: for good (`spent`) rather than for a moment (`held`). */
function refusal(order: HoldOrder, money: readonly BudgetBalance[], cap: number) {
  const needed = holdFor(order.estimate, order.lowestCap);
  const spentOut = money.filter((balance) => balance.limit - balance.spent < needed);
  const budget = tightestOf(spentOut.length > 0 ? spentOut : money);
  return { why: spentOut.length > 0 ? 'spent' : 'held', budget, affordableCap: Math.max(0, cap), needed } as const;
}
