import type { DefaultLimits, Scope } from '../../../ledger/budgets.ts';
import { heldAt } from '../../../ledger/holds.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Settings } from '../engine/settings.ts';

export interface ScopeHistory {
  /** The balances of the current rules have been kept without a gap since then (ms UTC). */
  readonly rulesSince: number;
  /** No record of the scope is older (ms UTC). */
  readonly recordsSince: number;
}

const WALLET_RULES_SINCE = 'wallet_rules_since';
const SERVER_RULES = 'server_rules';

/**
 * Since when the rules of a scope have been what they are. A change drops the balances it touches, and they are summed
 * from the records when they are next needed. Balances are only ever a cache of the records that enforces.
 */
export class RuleChanges {
  readonly #sqlite: Sqlite;
  readonly #settings: Settings;
  readonly #saveBalances: () => void;
  /** Drops what is remembered of rules and balances; enough where a change moves no window and no limit's scope. */
  readonly forget: () => void;

  constructor(sqlite: Sqlite, settings: Settings, remembered: { saveBalances: () => void; forget: () => void }) {
    this.#sqlite = sqlite;
    this.#settings = settings;
    this.#saveBalances = remembered.saveBalances;
    this.forget = remembered.forget;
  }

  historyOf(scope: Scope, scopeId: number): ScopeHistory {
    if (scope === 'wallet') return { rulesSince: Number(this.#settings.get(WALLET_RULES_SINCE) ?? 0), recordsSince: 0 };
    const table = scope === 'class' ? 'classes' : 'students';
    return this.#sqlite
      .prepare(`SELECT rules_since AS rulesSince, records_since AS recordsSince FROM ${table} WHERE id = ?`)
      .get(scopeId) as ScopeHistory;
  }

  /** A call was placed before its scope was made: the clock went back. From now on the older time counts. */
  recordsMayBeOlder(studentId: number, classId: number | null, at: number): void {
    this.#sqlite.prepare('UPDATE students SET records_since = min(records_since, ?) WHERE id = ?').run(at, studentId);
    this.#sqlite.prepare('UPDATE classes SET records_since = min(records_since, ?) WHERE id = ?').run(at, classId);
  }

  walletChanged(now: number): void {
    this.#drop("scope = 'wallet' AND ? = 0", 0);
    this.#settings.set(WALLET_RULES_SINCE, String(this.since(now)));
    this.forget();
  }

  studentChanged(studentId: number, now: number): void {
    this.#drop("scope = 'student' AND scope_id = ?", studentId);
    this.#sqlite.prepare('UPDATE students SET rules_since = ? WHERE id = ?').run(this.since(now), studentId);
    this.forget();
  }

  /** The class's own budgets and those of all its students: dates, zone and defaults are shared. */
  classChanged(classId: number, now: number): void {
    const since = this.since(now);
    this.#drop("scope = 'class' AND scope_id = ?", classId);
    this.#drop("scope = 'student' AND scope_id IN (SELECT id FROM students WHERE class_id = ?)", classId);
    this.#sqlite.prepare('UPDATE classes SET rules_since = ? WHERE id = ?').run(since, classId);
    this.#sqlite.prepare('UPDATE students SET rules_since = ? WHERE class_id = ?').run(since, classId);
    this.forget();
  }

  /** At start: the server's own settings are rules too. */
  serverStarted(defaults: DefaultLimits, timeZone: string, now: number): void {
    // Only what decides which balances there are; a limit's height is read afresh at every hold.
    const rules = JSON.stringify({ timeZone, defaults: Object.keys(defaults).sort() });
    if (this.#settings.get(SERVER_RULES) === rules) return;
    const since = this.since(now);
    this.#drop('? = 0', 0);
    this.#settings.set(WALLET_RULES_SINCE, String(since));
    this.#sqlite.prepare('UPDATE classes SET rules_since = ?').run(since);
    this.#sqlite.prepare('UPDATE students SET rules_since = ?').run(since);
    this.#settings.set(SERVER_RULES, rules);
  }

  /** Now, or just after the newest record, should the clock have gone back since. */
  since(now: number): number {
    const newest = this.newestId();
    return newest === 0 ? now : Math.max(now, heldAt(newest) + 1);
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

  #drop(condition: string, id: number): void {
    this.#saveBalances();
    this.#sqlite.prepare(`DELETE FROM balances WHERE ${condition}`).run(id);
  }
}
