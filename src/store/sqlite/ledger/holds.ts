import type { Statement } from 'better-sqlite3';
import { affordableCap, holdFor } from '../../../ledger/estimate.ts';
import { resolveAfterCrash } from '../../../ledger/exits.ts';
import {
  firstIdAt,
  type HoldOrder,
  heldAt,
  type Placement,
  type Resolution,
  type Timing,
} from '../../../ledger/holds.ts';
import type { NanoUsd } from '../../../ledger/money.ts';
import { localDay } from '../../../ledger/periods.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import type { Sqlite } from '../engine/database.ts';
import type { HoldRow } from '../engine/rows.ts';
import { type Balance, type Balances, leftIn, moneyIn } from './balances.ts';
import type { CallerStatus, RuleBook } from './effective-rules.ts';
import type { RuleChanges } from './rule-invalidation.ts';
import type { UsageRecords } from './usage-records.ts';

/** A hold may be numbered ahead of its instant by this much at most, when many are placed in one millisecond. */
const NUMBERED_AHEAD_MS = 1000;
/** For rows of open holds, kept in mind. A prime: calls that are milliseconds apart would otherwise share few. */
export const PLACES = 4093;
const LAST_USED_RESOLUTION_MS = 60_000;

/** Places and resolves holds. Every method runs inside a transaction of the commit group. */
export class Holds {
  readonly #sqlite: Sqlite;
  readonly #ruleBook: RuleBook;
  readonly #balances: Balances;
  readonly #changes: RuleChanges;
  readonly #records: UsageRecords;
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #remove: Statement;
  readonly #isTaken: Statement;
  readonly #tokenUsed: Statement;
  readonly #tokenUsedAt = new Map<number, number>();
  /**
   * Rows that were written and need not be read again, each at its number modulo the length; one that found its place
   * taken is read. Not a Map: the tables that a busy one leaves behind keep each other, and what was in them, from
   * being collected while young.
   */
  readonly #open: (OpenHold | undefined)[] = new Array(PLACES).fill(undefined);
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
    this.#find = sqlite.prepare('SELECT * FROM holds WHERE id = ?');
    this.#remove = sqlite.prepare('DELETE FROM holds WHERE id = ?');
    this.#isTaken = sqlite.prepare(
      'SELECT 1 FROM holds WHERE id = @id UNION ALL SELECT 1 FROM usage_records WHERE id = @id',
    );
    this.#tokenUsed = sqlite.prepare('UPDATE api_tokens SET last_used_at = ? WHERE id = ?');
    this.#newestId = parts.changes.newestId();
  }

  /** The rows of open holds are read again: they were changed, or were never written. */
  forgetOpen(): void {
    this.#open.fill(undefined);
  }

  /**
   * After a rollback. Numbers given in it were never given: who is placed again must not be pushed ahead by them,
   * perhaps over the border of a period.
   */
  discard(): void {
    this.#open.fill(undefined);
    this.#newestId = this.#changes.newestId();
  }

  place(order: HoldOrder): Placement {
    const standing = this.#ruleBook.callerStatus(order.studentId);
    const { student, schoolClass, rules } = standing;
    const id = this.#nextId(order.now);
    const at = heldAt(id);
    if (at < student.createdAt || (schoolClass !== null && at < schoolClass.createdAt))
      this.#changes.recordsMayBeOlder(student.id, student.classId, at);
    const balances = rules.map((rule) => this.#balances.at(rule, at));
    // A balance that is made anew is summed from the records of its window: what it carries must lie in it.
    if (balances.some(({ window }) => at < window.start || window.end <= at)) {
      throw new ConflictError(`the term of student ${student.id} is not on: its budget cannot carry a call`);
    }

    const full = holdFor(order.estimate, order.cap);
    if (this.#balances.hold(balances, full)) return this.#insertHold(id, standing, order, order.cap, full, balances);

    const cap = affordableCap(order.estimate, order.cap, leftIn(tightestOf(balances)));
    if (cap < order.lowestCap) return { refused: refusal(order, balances, cap) };
    const lowered = holdFor(order.estimate, cap);
    if (!this.#balances.hold(balances, lowered)) throw new Error('a cap that was found affordable was not');
    return this.#insertHold(id, standing, order, cap, lowered, balances);
  }

  /** @throws NotFoundError when there is no such open hold */
  resolve(holdId: number, resolution: Resolution, timing: Timing): void {
    const { row, balanceIds } = this.#openHold(holdId);
    // The row can be deleted once: that is what resolves a hold.
    if (this.#remove.run(holdId).changes !== 1) throw notOpen(holdId);
    this.#open[holdId % PLACES] = undefined;
    for (const balanceId of balanceIds) this.#balances.resolve(balanceId, row.amount, resolution.cost);
    this.#records.insert(row, resolution, timing);
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

  #openHold(holdId: number): OpenHold {
    const known = this.#open[holdId % PLACES];
    if (known?.row.id === holdId) return known;
    const row = this.#find.get(holdId) as HoldRow | undefined;
    if (row === undefined) throw notOpen(holdId);
    return { row, balanceIds: JSON.parse(row.balance_ids) as number[] };
  }

  #insertHold(
    id: number,
    { student, calendar }: CallerStatus,
    order: HoldOrder,
    cap: number,
    amount: NanoUsd,
    balances: readonly Balance[],
  ): Placement {
    const balanceIds = balances.map(({ account }) => account.id);
    const row: HoldRow = {
      id,
      student_id: student.id,
      class_id: student.classId ?? 0,
      token_id: order.tokenId,
      day: localDay(calendar.timeZone, heldAt(id)),
      endpoint: order.endpoint,
      model: order.model,
      served_model: order.servedModel,
      price_version: order.priceVersion,
      amount,
      balance_ids: `[${balanceIds.join()}]`,
    };
    this.#insert.run(
      row.id,
      row.student_id,
      row.class_id,
      row.token_id,
      row.day,
      row.endpoint,
      row.model,
      row.served_model,
      row.price_version,
      row.amount,
      row.balance_ids,
    );
    this.#open[id % PLACES] = { row, balanceIds };
    this.#noteUse(order.tokenId, order.now);
    return { hold: { id, amount, cap, ownBudget: moneyIn(tightestOf(ownOf(balances))) } };
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

interface OpenHold {
  readonly row: HoldRow;
  readonly balanceIds: readonly number[];
}

function notOpen(holdId: number): NotFoundError {
  return new NotFoundError(`hold ${holdId} is not open`);
}

function tightestOf(balances: readonly Balance[]): Balance {
  return balances.reduce((least, one) => (leftIn(one) < leftIn(least) ? one : least));
}

/** Every student has one: a limit of the server's stands where nobody set any. */
function ownOf(balances: readonly Balance[]): readonly Balance[] {
  return balances.filter(({ rule }) => rule.scope === 'student');
}

/** The budget that stands in the way: for good (`spent`) rather than for a moment (`held`). */
function refusal(order: HoldOrder, balances: readonly Balance[], cap: number) {
  const needed = holdFor(order.estimate, order.lowestCap);
  const spentOut = balances.filter(({ rule, account }) => rule.limit - account.spent < needed);
  const tightest = tightestOf(spentOut.length > 0 ? spentOut : balances);
  const own = tightest.rule.scope === 'student' ? tightest : tightestOf(ownOf(balances));
  return {
    why: spentOut.length > 0 ? 'spent' : 'held',
    budget: moneyIn(tightest),
    ownBudget: moneyIn(own),
    affordableCap: Math.max(0, cap),
    needed,
  } as const;
}
