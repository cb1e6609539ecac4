import { selects } from '../../../ledger/budget-selectors.ts';
import { countsUse } from '../../../ledger/budget-units.ts';
import { expireHold } from '../../../ledger/crash-recovery.ts';
import { firstIdAt, heldAt, nextHoldId } from '../../../ledger/hold-ids.ts';
import type { HoldOrder, Placement, Resolution, Timing } from '../../../ledger/holds.ts';
import { ownMoneyAfter } from '../../../ledger/own-money.ts';
import { decidePlacement } from '../../../ledger/placement.ts';
import { NO_TOP_UPS, payingAt } from '../../../ledger/top-ups.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import { type HoldRow, quantitiesIn } from '../rows/call-rows.ts';
import { allRows, firstRow, idsMovedBy, NOT_GUESSED, ONCE_COMMITTED, type SqlWork } from '../sql-work.ts';
import type { Balances } from './balances.ts';
import type { CallWrites } from './call-writes.ts';
import { type Balance, chargedTo, mayBePaidByTopUps, type TopUpAccount } from './charged.ts';
import type { EffectiveRules } from './effective-rules.ts';
import { holdRow } from './hold-row.ts';
import { balancesOf, notOpen, OpenHoldCache } from './open-hold-cache.ts';
import { ownBalances } from './own-balances.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';
import { TokenUses } from './token-uses.ts';
import type { UsageRecords } from './usage-records.ts';

const IS_TAKEN = 'SELECT 1 FROM holds WHERE id = @id UNION ALL SELECT 1 FROM usage_records WHERE id = @id';

interface Parts {
  readonly writes: CallWrites;
  readonly rules: EffectiveRules;
  readonly balances: Balances;
  readonly invalidation: RuleInvalidation;
  readonly records: UsageRecords;
  /** How far an id may be ahead of its instant, ms: where servers share the ids, their clocks differ. */
  readonly maxAheadMs: number;
}

/** Places and resolves holds. Every method runs inside a transaction. */
export class Holds {
  readonly #writes: CallWrites;
  readonly #rules: EffectiveRules;
  readonly #balances: Balances;
  readonly #invalidation: RuleInvalidation;
  readonly #records: UsageRecords;
  readonly #maxAheadMs: number;
  readonly #tokenUses: TokenUses;
  readonly #open = new OpenHoldCache();
  /** The highest id that was ever given; null: to be read. */
  #newestId: number | null = null;
  /** The same before the work that runs, where there are other writers; null: to be read after a rollback. */
  #keptId: number | null = null;

  constructor({ writes, rules, balances, invalidation, records, maxAheadMs }: Parts) {
    this.#writes = writes;
    this.#tokenUses = new TokenUses(writes);
    this.#rules = rules;
    this.#balances = balances;
    this.#invalidation = invalidation;
    this.#records = records;
    this.#maxAheadMs = maxAheadMs;
  }

  /** The rows of open holds are read again: they were changed. */
  forgetOpen(): void {
    this.#open.forget();
  }

  /**
   * Where there are other writers, before the work of a transaction begins, and before and after a guess.
   * @param newestId the highest id that any gave; before a guess, that is not known
   */
  startTransaction(newestId = this.#newestId): void {
    this.#newestId = newestId;
    this.#keptId = newestId;
    this.#tokenUses.startTransaction();
  }

  /** Ids and last uses of tokens that were given and noted in it were not. */
  guessFailed(): void {
    this.#newestId = this.#keptId;
    this.#tokenUses.discard();
  }

  /** The work that ran is part of the transaction, whatever becomes of the work after it. */
  save(): void {
    if (this.#keptId !== null) this.#keptId = this.#newestId;
  }

  /** The highest id that was given; null: not known. */
  get newestId(): number | null {
    return this.#newestId;
  }

  /** The rows of `balances` that placing a call is known to read. */
  balancesToPlace({ studentId }: HoldOrder): readonly number[] {
    const known = this.#rules.knownOf(studentId);
    return known === null ? [] : this.#balances.idsOf(known.rules, known.topUps);
  }

  /** What placing a call reads of the rules, and of which rows; none where it is known. */
  warmToPlace({ studentId, now }: HoldOrder): SqlWork<void>[] {
    const known = this.#rules.knownOf(studentId);
    const isWarm = known?.rules.every((rule) => this.#balances.isFound(rule, now)) ?? false;
    return isWarm ? [] : [this.#warmStudent(studentId, now)];
  }

  *#warmStudent(studentId: number, now: number): SqlWork<void> {
    const { rules } = yield* this.#rules.ofStudent(studentId);
    for (const rule of rules) yield* this.#balances.find(rule, now);
  }

  /** What settling a hold reads of it; none where it is known. */
  warmToSettle(holdId: number): SqlWork<void>[] {
    return this.#open.known(holdId) === null ? [this.#open.warm(holdId)] : [];
  }

  /** The rows of `balances` that settling a hold is known to write. */
  balancesToSettle(holdId: number): readonly number[] {
    return this.#open.known(holdId)?.balanceIds ?? [];
  }

  /**
   * After a rollback. Ids given in it were never given: a call that is placed again must not be pushed ahead by them,
   * perhaps into the next period. The last uses of tokens were not written either.
   */
  discard(): void {
    this.#open.forget();
    this.guessFailed();
  }

  *place(order: HoldOrder): SqlWork<Placement> {
    const studentRules = this.#rules.knownOf(order.studentId) ?? (yield* this.#rules.ofStudent(order.studentId));
    const { student, schoolClass, isSelective } = studentRules;
    const rules = isSelective
      ? studentRules.rules.filter(({ selector }) => selects(selector, order))
      : studentRules.rules;
    const id = yield* this.#nextId(order.now);
    const at = heldAt(id);
    if (at < student.createdAt || (schoolClass !== null && at < schoolClass.createdAt))
      yield* this.#invalidation.recordsMayBeOlder(student.id, student.classId, at);
    const balances: Balance[] = [];
    for (const rule of rules) balances.push(this.#balances.known(rule, at) ?? (yield* this.#balances.at(rule, at)));
    const paying = studentRules.topUps.length === 0 ? NO_TOP_UPS : payingAt(studentRules.topUps, at);
    const topUps = paying.length === 0 ? NO_TOP_UPS : yield* this.#balances.ofTopUps(paying);
    const decision = decidePlacement<TopUpAccount>(order, balances, at, topUps);
    if (decision.kind === 'refuse') {
      yield* this.#balances.noteRefusal(decision.refused, balances);
      return decision;
    }
    if (decision.kind === 'outside_window') {
      throw new ConflictError(`the term of student ${student.id} is not on: its budget cannot carry a call`);
    }
    const { grant, paidBy } = decision;
    if (grant.cap < order.cap || mayBePaidByTopUps(studentRules.topUps, at)) yield NOT_GUESSED;
    const charged = chargedTo(balances, paidBy);
    yield* this.#balances.hold(charged, { money: grant.amount, ...grant.quantities });
    const balanceIds = charged.map(({ money }) => money.id);
    const placed = holdRow(id, studentRules, { order, grant, balanceIds, paidBy });
    this.#writes.insertHold(placed);
    this.#tokenUses.note(order.tokenId, order.now);
    const own = ownBalances(balances, this.#balances.accounts.isGuessing);
    const movedBy = idsMovedBy(yield ONCE_COMMITTED);
    const row = movedBy === 0 ? placed : { ...placed, id: id + movedBy };
    this.#open.add({ row, balanceIds });
    return { hold: { id: row.id, ...grant, ...ownMoneyAfter(own(), topUps, paidBy.student) } };
  }

  /** @throws NotFoundError when there is no such open hold */
  *resolve(holdId: number, resolution: Resolution, timing: Timing): SqlWork<void> {
    const { row, balanceIds } = yield* this.#open.find(holdId);
    // The row can be deleted once: that is what resolves a hold.
    if (!this.#writes.removeHold(holdId)) throw notOpen(holdId);
    this.#records.insert(row, resolution, timing);
    const held = { money: row.amount, ...quantitiesIn(row) };
    const cost = { money: resolution.cost, ...resolution.quantities };
    for (const balanceId of balanceIds) yield* this.#balances.resolve(balanceId, held, cost);
    yield ONCE_COMMITTED;
    this.#open.remove(holdId);
  }

  *expireAll(now: number): SqlWork<number> {
    return yield* this.expire(yield* allRows<HoldRow>('SELECT * FROM holds ORDER BY id'), now);
  }

  /** @param open holds that nobody will settle */
  *expire(open: readonly HoldRow[], now: number): SqlWork<number> {
    for (const row of open) {
      const { id, amount } = row;
      const countsTokens = yield* this.#countsTokens(row);
      const { resolution, timing } = expireHold({ id, amount, quantities: quantitiesIn(row), countsTokens }, now);
      yield* this.resolve(id, resolution, timing);
    }
    return open.length;
  }

  /** A start with other settings has dropped the balances: the rules tell as well. */
  *#countsTokens(row: HoldRow): SqlWork<boolean> {
    const quantities = quantitiesIn(row);
    if (yield* this.#balances.countUse(balancesOf(row), quantities)) return true;
    const call = { modelId: row.model_id, endpoint: row.endpoint };
    try {
      const { rules } = yield* this.#rules.ofStudent(row.student_id);
      return rules.some(({ unit, selector }) => countsUse(unit, quantities) && selects(selector, call));
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  }

  *#nextId(now: number): SqlWork<number> {
    const next = nextHoldId(now, this.#newestId ?? (yield* this.#invalidation.newestId()), this.#maxAheadMs);
    if (next === null) {
      this.#balances.wentBack();
      return yield* this.#freeIdFrom(firstIdAt(now));
    }
    this.#newestId = next;
    return next;
  }

  *#freeIdFrom(first: number): SqlWork<number> {
    let id = first;
    while ((yield* firstRow(IS_TAKEN, { id })) !== undefined) id++;
    return id;
  }
}
