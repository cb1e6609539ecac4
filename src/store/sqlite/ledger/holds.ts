import type { Statement } from 'better-sqlite3';
import { selects } from '../../../ledger/budget-selectors.ts';
import { countsUse } from '../../../ledger/budget-units.ts';
import { isPlainMoney } from '../../../ledger/budgets.ts';
import { expireHold } from '../../../ledger/crash-recovery.ts';
import { firstIdAt, heldAt, nextHoldId } from '../../../ledger/hold-ids.ts';
import type { Hold, HoldOrder, Placement, Resolution, Timing } from '../../../ledger/holds.ts';
import { localDay } from '../../../ledger/periods.ts';
import { decidePlacement, type PaidBy } from '../../../ledger/placement.ts';
import { NO_TOP_UPS, payingAt } from '../../../ledger/top-ups.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import { type HoldRow, quantitiesIn } from '../../sql/rows/call-rows.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Balance, Balances, Charged, TopUpAccount } from './balances.ts';
import type { EffectiveRules, StudentRules } from './effective-rules.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';
import type { UsageRecords } from './usage-records.ts';

/** For cached rows of open holds. A prime: calls that are milliseconds apart would otherwise share few slots. */
export const CACHE_SLOTS = 4093;
const LAST_USED_RESOLUTION_MS = 60_000;

/** Places and resolves holds. Every method runs inside a transaction of the commit group. */
export class Holds {
  readonly #sqlite: Sqlite;
  readonly #rules: EffectiveRules;
  readonly #balances: Balances;
  readonly #invalidation: RuleInvalidation;
  readonly #records: UsageRecords;
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #remove: Statement;
  readonly #isTaken: Statement;
  readonly #tokenUsed: Statement;
  readonly #tokenUsedAt = new Map<number, number>();
  /**
   * A cache of the open rows: each lies in the slot of its id modulo the length. When another row took the slot, the row
   * is read from the database. Not a Map: a busy Map leaves old tables behind, which are collected late (decision 12).
   */
  readonly #open: (CachedHold | undefined)[] = new Array(CACHE_SLOTS).fill(undefined);
  #newestId: number;

  constructor(
    sqlite: Sqlite,
    parts: { rules: EffectiveRules; balances: Balances; invalidation: RuleInvalidation; records: UsageRecords },
  ) {
    this.#sqlite = sqlite;
    this.#rules = parts.rules;
    this.#balances = parts.balances;
    this.#invalidation = parts.invalidation;
    this.#records = parts.records;
    this.#insert = sqlite.prepare('INSERT INTO holds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#find = sqlite.prepare('SELECT * FROM holds WHERE id = ?');
    this.#remove = sqlite.prepare('DELETE FROM holds WHERE id = ?');
    this.#isTaken = sqlite.prepare(
      'SELECT 1 FROM holds WHERE id = @id UNION ALL SELECT 1 FROM usage_records WHERE id = @id',
    );
    this.#tokenUsed = sqlite.prepare('UPDATE api_tokens SET last_used_at = ? WHERE id = ?');
    this.#newestId = parts.invalidation.newestId();
  }

  /** The rows of open holds are read again: they were changed. */
  forgetOpen(): void {
    this.#open.fill(undefined);
  }

  /**
   * After a rollback. Ids given in it were never given: a call that is placed again must not be pushed ahead by them,
   * perhaps into the next period. The last uses of tokens were not written either.
   */
  discard(): void {
    this.#open.fill(undefined);
    this.#tokenUsedAt.clear();
    this.#newestId = this.#invalidation.newestId();
  }

  place(order: HoldOrder): Placement {
    const studentRules = this.#rules.ofStudent(order.studentId);
    const { student, schoolClass, isSelective } = studentRules;
    const rules = isSelective
      ? studentRules.rules.filter(({ selector }) => selects(selector, order))
      : studentRules.rules;
    const id = this.#nextId(order.now);
    const at = heldAt(id);
    if (at < student.createdAt || (schoolClass !== null && at < schoolClass.createdAt))
      this.#invalidation.recordsMayBeOlder(student.id, student.classId, at);
    const balances = rules.map((rule) => this.#balances.at(rule, at));
    const topUps = studentRules.topUps.length === 0 ? NO_TOP_UPS : this.#topUpsAt(studentRules, at);
    const decision = decidePlacement<TopUpAccount>(order, balances, at, topUps);
    if (decision.kind === 'refuse') {
      this.#balances.noteRefusal(decision.refused, balances);
      return decision;
    }
    if (decision.kind === 'outside_window') {
      throw new ConflictError(`the term of student ${student.id} is not on: its budget cannot carry a call`);
    }
    const { grant, paidBy } = decision;
    const charged = chargedTo(balances, paidBy);
    this.#balances.hold(charged, { money: grant.amount, ...grant.quantities });
    this.#insertHold(id, studentRules, order, grant, charged, paidBy);
    return { hold: { id, ...grant } };
  }

  /** @throws NotFoundError when there is no such open hold */
  resolve(holdId: number, resolution: Resolution, timing: Timing): void {
    const { row, balanceIds } = this.#openHold(holdId);
    // The row can be deleted once: that is what resolves a hold.
    if (this.#remove.run(holdId).changes !== 1) throw notOpen(holdId);
    this.#open[holdId % CACHE_SLOTS] = undefined;
    const held = { money: row.amount, ...quantitiesIn(row) };
    const cost = { money: resolution.cost, ...resolution.quantities };
    for (const balanceId of balanceIds) this.#balances.resolve(balanceId, held, cost);
    this.#records.insert(row, resolution, timing);
  }

  expireAll(now: number): number {
    const open = this.#sqlite.prepare('SELECT * FROM holds').all() as HoldRow[];
    for (const row of open) {
      const { id, amount } = row;
      const countsTokens = this.#countsTokens(row);
      const { resolution, timing } = expireHold({ id, amount, quantities: quantitiesIn(row), countsTokens }, now);
      this.resolve(id, resolution, timing);
    }
    return open.length;
  }

  /** A start with other settings has dropped the balances: the rules tell as well. */
  #countsTokens(row: HoldRow): boolean {
    const quantities = quantitiesIn(row);
    if (this.#balances.countUse(balancesOf(row), quantities)) return true;
    const call = { modelId: row.model_id, endpoint: row.endpoint };
    try {
      const { rules } = this.#rules.ofStudent(row.student_id);
      return rules.some(({ unit, selector }) => countsUse(unit, quantities) && selects(selector, call));
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  }

  #openHold(holdId: number): CachedHold {
    const known = this.#open[holdId % CACHE_SLOTS];
    if (known?.row.id === holdId) return known;
    const row = this.#find.get(holdId) as HoldRow | undefined;
    if (row === undefined) throw notOpen(holdId);
    return { row, balanceIds: balancesOf(row) };
  }

  #insertHold(
    id: number,
    { student, calendar }: StudentRules,
    order: HoldOrder,
    { amount, quantities }: Pick<Hold, 'amount' | 'quantities'>,
    charged: readonly Charged[],
    paidBy: PaidBy,
  ): void {
    const balanceIds = charged.map(({ money }) => money.id);
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
      student_top_up_id: paidBy.student?.topUp.id ?? 0,
      class_top_up_id: paidBy.class?.topUp.id ?? 0,
      provider: order.provider,
      model_id: order.modelId,
      ...quantities,
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
      row.student_top_up_id,
      row.class_top_up_id,
      row.provider,
      row.model_id,
      row.tokens,
      row.calls,
      row.images,
    );
    this.#open[id % CACHE_SLOTS] = { row, balanceIds };
    this.#noteUse(order.tokenId, order.now);
  }

  #topUpsAt({ topUps }: StudentRules, at: number): readonly TopUpAccount[] {
    return this.#balances.ofTopUps(payingAt(topUps, at));
  }

  #noteUse(tokenId: number, now: number): void {
    const last = this.#tokenUsedAt.get(tokenId);
    if (last !== undefined && Math.abs(now - last) < LAST_USED_RESOLUTION_MS) return;
    this.#tokenUsed.run(now, tokenId);
    this.#tokenUsedAt.set(tokenId, now);
  }

  #nextId(now: number): number {
    const next = nextHoldId(now, this.#newestId);
    if (next === null) return this.#freeIdFrom(firstIdAt(now));
    this.#newestId = next;
    return next;
  }

  #freeIdFrom(first: number): number {
    let id = first;
    while (this.#isTaken.get({ id }) !== undefined) id++;
    return id;
  }
}

interface CachedHold {
  readonly row: HoldRow;
  readonly balanceIds: readonly number[];
}

/** A top-up pays in place of the money of its scope for every call. */
function chargedTo(balances: readonly Balance[], paidBy: PaidBy<TopUpAccount>): readonly (Balance | TopUpAccount)[] {
  if (paidBy.student === null && paidBy.class === null) return balances;
  const byBudgets = balances.filter(
    ({ rule }) => rule.scope === 'wallet' || paidBy[rule.scope] === null || !isPlainMoney(rule),
  );
  return [...byBudgets, ...[paidBy.student, paidBy.class].filter((account) => account !== null)];
}

function balancesOf({ balance_ids }: Pick<HoldRow, 'balance_ids'>): readonly number[] {
  return JSON.parse(balance_ids) as number[];
}

function notOpen(holdId: number): NotFoundError {
  return new NotFoundError(`hold ${holdId} is not open`);
}
