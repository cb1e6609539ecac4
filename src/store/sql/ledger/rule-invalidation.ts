import { type Budget, type Scope, WALLET_ID } from '../../../ledger/budgets.ts';
import type { DefaultLimits } from '../../../ledger/effective-rules.ts';
import { type Invalidation, rulesSince, type ScopeHistory, serverRulesKey } from '../../../ledger/rule-invalidation.ts';
import type { Settings } from '../journal/settings.ts';
import { oneRow, type SqlWork, write } from '../sql-work.ts';

const WALLET_RULES_SINCE = 'wallet_rules_since';
const WALLET_CARRIES_SINCE = 'wallet_carries_since';
const SERVER_RULES = 'server_rules';
/** A clock may go back into a window that ended so long ago. */
const MAX_CLOCK_BACK_MS = 7 * 86_400_000;

/** Drops the balances that a change of rules touches, and notes since when the rules of a scope have applied. */
export class RuleInvalidation {
  readonly #settings: Settings;
  readonly #saveBalances: () => void;
  readonly #beforeDrop: (now: number) => SqlWork<void>;
  /** Drops what is cached of rules and balances; enough where a change moves no window and no limit's scope. */
  readonly forget: () => void;

  /** @param caches beforeDrop sees the balances that a change is about to drop */
  constructor(
    settings: Settings,
    caches: { saveBalances: () => void; beforeDrop: (now: number) => SqlWork<void>; forget: () => void },
  ) {
    this.#settings = settings;
    this.#saveBalances = caches.saveBalances;
    this.#beforeDrop = caches.beforeDrop;
    this.forget = caches.forget;
  }

  *historyOf(scope: Scope, scopeId: number): SqlWork<ScopeHistory> {
    if (scope === 'wallet') {
      return {
        rulesSince: Number((yield* this.#settings.get(WALLET_RULES_SINCE)) ?? 0),
        carriesSince: Number((yield* this.#settings.get(WALLET_CARRIES_SINCE)) ?? 0),
        recordsSince: 0,
      };
    }
    const table = scope === 'class' ? 'classes' : 'students';
    return yield* oneRow<ScopeHistory>(
      `SELECT rules_since AS "rulesSince", records_since AS "recordsSince", carries_since AS "carriesSince"
         FROM ${table} WHERE id = ?`,
      scopeId,
    );
  }

  /** A call was placed before its scope was created: the clock went back. From now on the older time counts. */
  *recordsMayBeOlder(studentId: number, classId: number | null, at: number): SqlWork<void> {
    yield* write('UPDATE students SET records_since = ? WHERE id = ? AND records_since > ?', at, studentId, at);
    yield* write('UPDATE classes SET records_since = ? WHERE id = ? AND records_since > ?', at, classId, at);
  }

  /** Inside the transaction of the change. @param now ms UTC */
  *apply(invalidation: Invalidation, now: number): SqlWork<void> {
    const since = yield* this.since(now);
    this.#saveBalances();
    yield* this.#beforeDrop(now);
    if (invalidation.scope === 'all') yield* this.#dropAll(since);
    else if (invalidation.scope === 'wallet') yield* this.#dropWallet(since);
    else if (invalidation.scope === 'class') yield* this.#dropClass(invalidation.scopeId, since);
    else yield* this.#dropStudent(invalidation.scopeId, since);
    if (invalidation.keepsCarry !== true) yield* this.#endCarry(invalidation, since);
    this.forget();
  }

  /**
   * Only the amount of a limit: its balances stay, and which thresholds they have passed is decided anew; for a window that
   * has ended not before something more is spent in it, as after the clock went back: its news are old.
   */
  *limitChanged({ scope, scopeId }: Pick<Budget, 'scope' | 'scopeId'>, now: number): SqlWork<void> {
    const [rowScope, ids] =
      scope === 'class-student' ? ['student', '(SELECT id FROM students WHERE class_id = ?)'] : [scope, '(?)'];
    const where = `scope = ? AND scope_id IN ${ids}`;
    yield* write(
      `UPDATE balances SET notice_at = 0, is_full = 0 WHERE ${where} AND window_end > ?`,
      rowScope,
      scopeId,
      now,
    );
    yield* write(
      `UPDATE balances SET notice_at = spent + 1
         WHERE ${where} AND window_end BETWEEN ? AND ? AND (notice_at IS NULL OR spent < notice_at)`,
      rowScope,
      scopeId,
      now - MAX_CLOCK_BACK_MS,
      now,
    );
  }

  /**
   * Money was added that pays in place of the money of a scope for every call: when calls are refused again, they are used up again.
   * Where all of a limit is spent, it stays used up.
   */
  *toppedUp({ scope, scopeId }: { readonly scope: Scope; readonly scopeId: number }, now: number): SqlWork<void> {
    const where = "scope = ? AND scope_id = ? AND unit = 'money' AND selector = '' AND window_end > ?";
    yield* write(`UPDATE balances SET notice_at = 0, is_full = 0 WHERE ${where}`, scope, scopeId, now);
    yield* write(
      `UPDATE budget_crossings SET uncrossed_at = ?, notice_id = coalesce(notice_id, 0)
         WHERE ${where} AND threshold = 100 AND uncrossed_at IS NULL AND spent < limit_amount`,
      now,
      scope,
      scopeId,
      now,
    );
  }

  /** At start: the server's own settings are rules, too. */
  *serverStarted(defaults: DefaultLimits, timeZone: string, now: number): SqlWork<void> {
    const rules = serverRulesKey(defaults, timeZone);
    if ((yield* this.#settings.get(SERVER_RULES)) === rules) return;
    yield* this.apply({ scope: 'all' }, now);
    yield* this.#settings.set(SERVER_RULES, rules);
  }

  /** Since when rules that are changed now apply, ms UTC. */
  *since(now: number): SqlWork<number> {
    return rulesSince(now, yield* this.newestId());
  }

  /** The highest id of a hold or record; 0 when there is none. */
  *newestId(): SqlWork<number> {
    const { newest } = yield* oneRow<{ newest: number }>(
      `SELECT coalesce(max(id), 0) AS newest
         FROM (SELECT max(id) AS id FROM usage_records UNION ALL SELECT max(id) FROM holds) AS highest`,
    );
    return newest;
  }

  *#dropAll(since: number): SqlWork<void> {
    // No rule moves the window of a top-up.
    yield* write("DELETE FROM balances WHERE scope <> 'top-up'");
    yield* this.#settings.set(WALLET_RULES_SINCE, String(since));
    yield* write('UPDATE classes SET rules_since = ?', since);
    yield* write('UPDATE students SET rules_since = ?', since);
  }

  *#dropWallet(since: number): SqlWork<void> {
    yield* this.#drop('scope_id = ?', 'wallet', WALLET_ID);
    yield* this.#settings.set(WALLET_RULES_SINCE, String(since));
  }

  *#dropClass(classId: number, since: number): SqlWork<void> {
    yield* this.#drop('scope_id = ?', 'class', classId);
    yield* this.#drop('scope_id IN (SELECT id FROM students WHERE class_id = ?)', 'student', classId);
    yield* write('UPDATE classes SET rules_since = ? WHERE id = ?', since, classId);
    yield* write('UPDATE students SET rules_since = ? WHERE class_id = ?', since, classId);
  }

  *#dropStudent(studentId: number, since: number): SqlWork<void> {
    yield* this.#drop('scope_id = ?', 'student', studentId);
    yield* write('UPDATE students SET rules_since = ? WHERE id = ?', since, studentId);
  }

  /** Nothing more is carried out of a window that has ended. */
  *#endCarry(invalidation: Invalidation, since: number): SqlWork<void> {
    const { scope } = invalidation;
    if (scope === 'all' || scope === 'wallet') yield* this.#settings.set(WALLET_CARRIES_SINCE, String(since));
    if (scope === 'all') {
      yield* write('UPDATE classes SET carries_since = ?', since);
      yield* write('UPDATE students SET carries_since = ?', since);
    } else if (scope !== 'wallet') {
      const { scopeId } = invalidation;
      const table = scope === 'class' ? 'classes' : 'students';
      yield* write(`UPDATE ${table} SET carries_since = ? WHERE id = ?`, since, scopeId);
      if (scope === 'class') yield* write('UPDATE students SET carries_since = ? WHERE class_id = ?', since, scopeId);
    }
  }

  *#drop(condition: string, scope: Scope, id: number): SqlWork<void> {
    yield* write(`DELETE FROM balances WHERE scope = ? AND ${condition}`, scope, id);
  }
}
