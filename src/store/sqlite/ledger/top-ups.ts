import { AdminError } from '../../../admin/admin-error.ts';
import { checkTopUp } from '../../../admin/top-up-rules.ts';
import { TOP_UP_PERIOD } from '../../../ledger/stored-balance.ts';
import type { TopUp, TopUpFields, TopUpOrder } from '../../../ledger/top-ups.ts';
import type { Change } from '../../change.ts';
import { type TopUpRow, topUpFrom } from '../../sql/rows/top-up-row.ts';
import type { Classes } from '../access/classes.ts';
import type { Students } from '../access/students.ts';
import type { Audit } from '../engine/audit.ts';
import type { Sqlite } from '../engine/database.ts';
import type { RuleInvalidation } from './rule-invalidation.ts';

/** Top-ups as the owner grants and withdraws them; every method runs inside a transaction. */
export class TopUps {
  readonly #sqlite: Sqlite;
  readonly #classes: Classes;
  readonly #students: Students;
  readonly #invalidation: RuleInvalidation;
  readonly #audit: Audit;

  constructor(
    sqlite: Sqlite,
    parts: { classes: Classes; students: Students; invalidation: RuleInvalidation; audit: Audit },
  ) {
    this.#sqlite = sqlite;
    this.#classes = parts.classes;
    this.#students = parts.students;
    this.#invalidation = parts.invalidation;
    this.#audit = parts.audit;
  }

  create({ newestId, ...fields }: TopUpOrder, change: Change): TopUp {
    const { scope, scopeId, amount, endsAt, reason } = fields;
    if (scope === 'class') this.#classes.get(scopeId, ['scopeId']);
    else this.#students.get(scopeId, ['scopeId']);
    const granted = newestId === undefined ? null : this.#findSame(fields, newestId);
    if (granted !== null) return granted;
    checkTopUp(fields, this.#countInEffect(fields, change.now), change.now);
    const { lastInsertRowid } = this.#sqlite
      .prepare(
        `INSERT INTO top_ups (scope, scope_id, amount, starts_at, ends_at, reason, created_at)
         VALUES (@scope, @scopeId, @amount, @now, @endsAt, @reason, @now)`,
      )
      .run({ scope, scopeId, amount, endsAt, reason, now: change.now });
    const created = this.get(Number(lastInsertRowid));
    this.#sqlite
      .prepare(
        `INSERT INTO balances (scope, scope_id, period, window_start, window_end, spent, held)
         VALUES ('top-up', ?, ?, ?, ?, 0, 0)`,
      )
      .run(created.id, TOP_UP_PERIOD, created.startsAt, created.endsAt);
    this.#invalidation.toppedUp(fields, change.now);
    this.#invalidation.forget();
    this.#audit.write(change, 'top-up.create', `${scope} ${scopeId}`, null, created);
    return created;
  }

  /** What is left is void at once; what was spent, and what calls in flight hold, stays. Once more does nothing. */
  withdraw(id: number, change: Change): TopUp {
    const before = this.get(id);
    if (before.withdrawnAt !== null) return before;
    this.#sqlite.prepare('UPDATE top_ups SET withdrawn_at = ? WHERE id = ?').run(change.now, id);
    this.#invalidation.forget();
    const after = this.get(id);
    this.#audit.write(change, 'top-up.withdraw', `${before.scope} ${before.scopeId}`, before, after);
    return after;
  }

  /** @throws AdminError top_up_not_found */
  get(id: number): TopUp {
    const row = this.#sqlite.prepare('SELECT * FROM top_ups WHERE id = ?').get(id);
    if (row === undefined) throw new AdminError({ code: 'top_up_not_found', id });
    return topUpFrom(row as TopUpRow);
  }

  #findSame(fields: TopUpFields, newestId: number): TopUp | null {
    const row = this.#sqlite
      .prepare(
        `SELECT * FROM top_ups WHERE id > @newestId AND scope = @scope AND scope_id = @scopeId AND amount = @amount
           AND ends_at = @endsAt AND reason IS @reason AND withdrawn_at IS NULL`,
      )
      .get({ ...fields, newestId });
    return row === undefined ? null : topUpFrom(row as TopUpRow);
  }

  #countInEffect({ scope, scopeId }: TopUpFields, now: number): number {
    const { count } = this.#sqlite
      .prepare(
        `SELECT count(*) AS count FROM top_ups
         WHERE scope = ? AND scope_id = ? AND ends_at > ? AND withdrawn_at IS NULL`,
      )
      .get(scope, scopeId, now) as { count: number };
    return count;
  }
}
