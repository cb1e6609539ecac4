import { type Budget, type Scope, WALLET_ID } from '../../../ledger/budgets.ts';
import type { DefaultLimits } from '../../../ledger/effective-rules.ts';
import { type Invalidation, rulesSince, type ScopeHistory, serverRulesKey } from '../../../ledger/rule-invalidation.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Settings } from '../engine/settings.ts';

const WALLET_RULES_SINCE = 'wallet_rules_since';
const WALLET_CARRIES_SINCE = 'wallet_carries_since';
const SERVER_RULES = 'server_rules';
/** A clock may go back into a window that ended so long ago. */
const MAX_CLOCK_BACK_MS = 7 * 86_400_000;

/** Drops the balances that a change of rules touches, and notes since when the rules of a scope have applied. */
export class RuleInvalidation {
  readonly #sqlite: Sqlite;
  readonly #settings: Settings;
  readonly #saveBalances: () => void;
  readonly #beforeDrop: (now: number) => void;
  /** Drops what is cached of rules and balances; enough where a change moves no window and no limit's scope. */
  readonly forget: () => void;

  /** @param caches beforeDrop sees the balances that a change is about to drop */
  constructor(
    sqlite: Sqlite,
    settings: Settings,
    caches: { saveBalances: () => void; beforeDrop: (now: number) => void; forget: () => void },
  ) {
    this.#sqlite = sqlite;
    this.#settings = settings;
    this.#saveBalances = caches.saveBalances;
    this.#beforeDrop = caches.beforeDrop;
    this.forget = caches.forget;
  }

  historyOf(scope: Scope, scopeId: number): ScopeHistory {
    if (scope === 'wallet') {
      const numberOf = (name: string) => Number(this.#settings.get(name) ?? 0);
      return {
        ...{ rulesSince: numberOf(WALLET_RULES_SINCE), carriesSince: numberOf(WALLET_CARRIES_SINCE), recordsSince: 0 },
      };
    }
    const table = scope === 'class' ? 'classes' : 'students';
    return this.#sqlite
      .prepare(
        `SELECT rules_since AS rulesSince, records_since AS recordsSince, carries_since AS carriesSince
         FROM ${table} WHERE id = ?`,
      )
      .get(scopeId) as ScopeHistory;
  }

  /** A call was placed before its scope was created: the clock went back. From now on the older time counts. */
  recordsMayBeOlder(studentId: number, classId: number | null, at: number): void {
    this.#sqlite.prepare('UPDATE students SET records_since = min(records_since, ?) WHERE id = ?').run(at, studentId);
    this.#sqlite.prepare('UPDATE classes SET records_since = min(records_since, ?) WHERE id = ?').run(at, classId);
  }

  /** Inside the transaction of the change. @param now ms UTC */
  apply(invalidation: Invalidation, now: number): void {
    const since = this.since(now);
    this.#saveBalances();
    this.#beforeDrop(now);
    if (invalidation.scope === 'all') this.#dropAll(since);
    else if (invalidation.scope === 'wallet') this.#dropWallet(since);
    else if (invalidation.scope === 'class') this.#dropClass(invalidation.scopeId, since);
    else this.#dropStudent(invalidation.scopeId, since);
    if (invalidation.keepsCarry !== true) this.#endCarry(invalidation, since);
    this.forget();
  }

  /**
   * Only the amount of a limit: its balances stay, and which thresholds they have passed is decided anew; for a window that
   * has ended not before something more is spent in it, as after the clock went back: its news are old.
   */
  limitChanged({ scope, scopeId }: Pick<Budget, 'scope' | 'scopeId'>, now: number): void {
    const [rowScope, ids] =
      scope === 'class-student' ? ['student', '(SELECT id FROM students WHERE class_id = ?)'] : [scope, '(?)'];
    const where = `scope = ? AND scope_id IN ${ids}`;
    this.#sqlite
      .prepare(`UPDATE balances SET notice_at = 0, is_full = 0 WHERE ${where} AND window_end > ?`)
      .run(rowScope, scopeId, now);
    this.#sqlite
      .prepare(
        `UPDATE balances SET notice_at = spent + 1
         WHERE ${where} AND window_end BETWEEN ? AND ? AND NOT coalesce(spent >= notice_at, 0)`,
      )
      .run(rowScope, scopeId, now - MAX_CLOCK_BACK_MS, now);
  }

  /**
   * Money was added that pays in place of the money of a scope for every call: when calls are refused again, they are used up again.
   * Where all of a limit is spent, it stays used up.
   */
  toppedUp({ scope, scopeId }: { readonly scope: Scope; readonly scopeId: number }, now: number): void {
    const where = "scope = ? AND scope_id = ? AND unit = 'money' AND selector = '' AND window_end > ?";
    this.#sqlite.prepare(`UPDATE balances SET notice_at = 0, is_full = 0 WHERE ${where}`).run(scope, scopeId, now);
    this.#sqlite
      .prepare(
        `UPDATE budget_crossings SET uncrossed_at = ?, notice_id = coalesce(notice_id, 0)
         WHERE ${where} AND threshold = 100 AND uncrossed_at IS NULL AND spent < limit_amount`,
      )
      .run(now, scope, scopeId, now);
  }

  /** At start: the server's own settings are rules, too. */
  serverStarted(defaults: DefaultLimits, timeZone: string, now: number): void {
    const rules = serverRulesKey(defaults, timeZone);
    if (this.#settings.get(SERVER_RULES) === rules) return;
    this.apply({ scope: 'all' }, now);
    this.#settings.set(SERVER_RULES, rules);
  }

  /** Since when rules that are changed now apply, ms UTC. */
  since(now: number): number {
    return rulesSince(now, this.newestId());
  }

  /** The highest id of a hold or record; 0 when there is none. */
  newestId(): number {
    const { newest } = this.#sqlite
      .prepare(
        `SELECT max(coalesce((SELECT max(id) FROM usage_records), 0), coalesce((SELECT max(id) FROM holds), 0)) AS newest`,
      )
      .get() as { newest: number };
    return newest;
  }

  #dropAll(since: number): void {
    // No rule moves the window of a top-up.
    this.#sqlite.prepare("DELETE FROM balances WHERE scope <> 'top-up'").run();
    this.#settings.set(WALLET_RULES_SINCE, String(since));
    this.#sqlite.prepare('UPDATE classes SET rules_since = ?').run(since);
    this.#sqlite.prepare('UPDATE students SET rules_since = ?').run(since);
  }

  #dropWallet(since: number): void {
    this.#drop('scope_id = ?', 'wallet', WALLET_ID);
    this.#settings.set(WALLET_RULES_SINCE, String(since));
  }

  #dropClass(classId: number, since: number): void {
    this.#drop('scope_id = ?', 'class', classId);
    this.#drop('scope_id IN (SELECT id FROM students WHERE class_id = ?)', 'student', classId);
    this.#sqlite.prepare('UPDATE classes SET rules_since = ? WHERE id = ?').run(since, classId);
    this.#sqlite.prepare('UPDATE students SET rules_since = ? WHERE class_id = ?').run(since, classId);
  }

  #dropStudent(studentId: number, since: number): void {
    this.#drop('scope_id = ?', 'student', studentId);
    this.#sqlite.prepare('UPDATE students SET rules_since = ? WHERE id = ?').run(since, studentId);
  }

  /** Nothing more is carried out of a window that has ended. */
  #endCarry(invalidation: Invalidation, since: number): void {
    const { scope } = invalidation;
    if (scope === 'all' || scope === 'wallet') this.#settings.set(WALLET_CARRIES_SINCE, String(since));
    if (scope === 'all') {
      this.#sqlite.prepare('UPDATE classes SET carries_since = ?').run(since);
      this.#sqlite.prepare('UPDATE students SET carries_since = ?').run(since);
    } else if (scope !== 'wallet') {
      const { scopeId } = invalidation;
      const table = scope === 'class' ? 'classes' : 'students';
      this.#sqlite.prepare(`UPDATE ${table} SET carries_since = ? WHERE id = ?`).run(since, scopeId);
      if (scope === 'class')
        this.#sqlite.prepare('UPDATE students SET carries_since = ? WHERE class_id = ?').run(since, scopeId);
    }
  }

  #drop(condition: string, scope: Scope, id: number): void {
    this.#sqlite.prepare(`DELETE FROM balances WHERE scope = ? AND ${condition}`).run(scope, id);
  }
}
