import { AdminError } from '../../../admin/admin-error.ts';
import { checkTopUp } from '../../../admin/top-up-rules.ts';
import { TOP_UP_PERIOD } from '../../../ledger/stored-balance.ts';
import type { TopUp, TopUpFields, TopUpOrder } from '../../../ledger/top-ups.ts';
import type { Change } from '../../change.ts';
import type { Classes } from '../access/classes.ts';
import type { Students } from '../access/students.ts';
import type { Audit } from '../journal/audit.ts';
import { type TopUpRow, topUpFrom } from '../rows/top-up-row.ts';
import { firstRow, insertedId, oneRow, type SqlWork, write } from '../sql-work.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';

/** Top-ups as the owner grants and withdraws them; every method runs inside a transaction. */
export class TopUps {
  readonly #classes: Classes;
  readonly #students: Students;
  readonly #invalidation: RuleInvalidation;
  readonly #audit: Audit;

  constructor(parts: { classes: Classes; students: Students; invalidation: RuleInvalidation; audit: Audit }) {
    this.#classes = parts.classes;
    this.#students = parts.students;
    this.#invalidation = parts.invalidation;
    this.#audit = parts.audit;
  }

  *create({ newestId, ...fields }: TopUpOrder, change: Change): SqlWork<TopUp> {
    const { scope, scopeId, amount, endsAt, reason } = fields;
    if (scope === 'class') yield* this.#classes.get(scopeId, ['scopeId']);
    else yield* this.#students.get(scopeId, ['scopeId']);
    const granted = newestId === undefined ? null : yield* this.#findSame(fields, newestId);
    if (granted !== null) return granted;
    checkTopUp(fields, yield* this.#countInEffect(fields, change.now), change.now);
    const id = yield* insertedId(
      `INSERT INTO top_ups (scope, scope_id, amount, starts_at, ends_at, reason, created_at)
         VALUES (@scope, @scopeId, @amount, @now, @endsAt, @reason, @now)`,
      { scope, scopeId, amount, endsAt, reason, now: change.now },
    );
    const created = yield* this.get(id);
    yield* write(
      `INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held)
         VALUES ('top-up', ?, ?, ?, ?, 0, 0)`,
      created.id,
      TOP_UP_PERIOD,
      created.startsAt,
      created.endsAt,
    );
    yield* this.#invalidation.toppedUp(fields, change.now);
    this.#invalidation.forget();
    yield* this.#audit.write(change, 'top-up.create', `${scope} ${scopeId}`, null, created);
    return created;
  }

  /** What is left is void at once; what was spent, and what calls in flight hold, stays. Once more does nothing. */
  *withdraw(id: number, change: Change): SqlWork<TopUp> {
    const before = yield* this.get(id);
    if (before.withdrawnAt !== null) return before;
    yield* write('UPDATE top_ups SET withdrawn_at = ? WHERE id = ?', change.now, id);
    this.#invalidation.forget();
    const after = yield* this.get(id);
    yield* this.#audit.write(change, 'top-up.withdraw', `${before.scope} ${before.scopeId}`, before, after);
    return after;
  }

  /** @throws AdminError top_up_not_found */
  *get(id: number): SqlWork<TopUp> {
    const row = yield* firstRow<TopUpRow>('SELECT * FROM top_ups WHERE id = ?', id);
    if (row === undefined) throw new AdminError({ code: 'top_up_not_found', id });
    return topUpFrom(row);
  }

  *#findSame(fields: TopUpFields, newestId: number): SqlWork<TopUp | null> {
    const row = yield* firstRow<TopUpRow>(
      `SELECT * FROM top_ups WHERE id > @newestId AND scope = @scope AND scope_id = @scopeId AND amount = @amount
           AND ends_at = @endsAt AND reason IS NOT DISTINCT FROM @reason AND withdrawn_at IS NULL`,
      { ...fields, newestId },
    );
    return row === undefined ? null : topUpFrom(row);
  }

  *#countInEffect({ scope, scopeId }: TopUpFields, now: number): SqlWork<number> {
    const { count } = yield* oneRow<{ count: number }>(
      `SELECT count(*) AS count FROM top_ups
         WHERE scope = ? AND scope_id = ? AND ends_at > ? AND withdrawn_at IS NULL`,
      scope,
      scopeId,
      now,
    );
    return count;
  }
}
