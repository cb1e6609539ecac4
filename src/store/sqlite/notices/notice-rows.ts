import { DEFAULT_NOTICE_CHOICE } from '../../../admin/notices/notice-kinds.ts';
import { mustBeQuiet, NOTICE_LIMIT_MS } from '../../../admin/notices/notice-limits.ts';
import type { NoticeChoice } from '../../notice-choice.ts';
import type { NoticeFacts, NoticeKind } from '../../notice-facts.ts';
import type { Sqlite } from '../engine/database.ts';
import type { Settings } from '../engine/settings.ts';

const NOTICE_CHOICE = 'notice_choice';

export interface NewNotice {
  readonly facts: NoticeFacts;
  readonly classId: number | null;
  /** null: what it is about is marked where it was found. */
  readonly onceKey: string | null;
  /** Notices of one topic are gathered. */
  readonly topic: string;
}

/** Writes notices; inside the transaction that finds what they are about. */
export class NoticeRows {
  readonly #sqlite: Sqlite;
  readonly #settings: Settings;

  constructor(sqlite: Sqlite, settings: Settings) {
    this.#sqlite = sqlite;
    this.#settings = settings;
  }

  get choice(): NoticeChoice {
    const stored = this.#settings.get(NOTICE_CHOICE);
    return stored === null ? DEFAULT_NOTICE_CHOICE : (JSON.parse(stored) as NoticeChoice);
  }

  set choice(choice: NoticeChoice) {
    this.#settings.set(NOTICE_CHOICE, JSON.stringify(choice));
  }

  /** @returns its id; null: said before, or unwanted */
  add(notice: NewNotice, now: number): number | null {
    if (this.choice.muted.includes(notice.facts.kind) || this.#isSaid(notice.onceKey)) return null;
    return this.#insert(notice, this.#isQuiet(notice.facts.kind, now) ? 1 : 0, now);
  }

  removeBefore(instant: number): void {
    this.#sqlite.prepare('DELETE FROM notices WHERE created_at < ?').run(instant);
    this.#sqlite.prepare('DELETE FROM budget_crossings WHERE window_end < ? AND notice_id IS NOT NULL').run(instant);
  }

  isMoreDue(now: number): boolean {
    return this.#quiet().since !== null && !this.#isQuiet('more', now);
  }

  /** Counts for channels what stood on the pages only, as soon as there is room for it. */
  sayMore(now: number): void {
    const { count, since } = this.#quiet();
    if (since === null || this.#isQuiet('more', now)) return;
    this.#insert({ facts: { kind: 'more', count, since }, classId: null, onceKey: null, topic: 'more' }, 0, now);
  }

  #quiet(): { readonly count: number; readonly since: number | null } {
    return this.#sqlite
      .prepare(
        `SELECT count(*) AS count, min(created_at) AS since FROM notices
         WHERE is_quiet = 1 AND id > (SELECT coalesce(max(id), 0) FROM notices WHERE kind = 'more')`,
      )
      .get() as { count: number; since: number | null };
  }

  #insert({ facts, classId, onceKey, topic }: NewNotice, isQuiet: 0 | 1, now: number): number {
    const { lastInsertRowid } = this.#sqlite
      .prepare(
        `INSERT INTO notices (kind, once_key, topic, class_id, facts, is_quiet, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(facts.kind, onceKey, topic, classId ?? 0, JSON.stringify(facts), isQuiet, now);
    return Number(lastInsertRowid);
  }

  #isSaid(onceKey: string | null): boolean {
    const said = this.#sqlite.prepare('SELECT 1 FROM notices WHERE once_key = ?');
    return onceKey !== null && said.get(onceKey) !== undefined;
  }

  /** A clock that was set back leaves notices of the future, which count as long as they are near. */
  #isQuiet(kind: NoticeKind, now: number): boolean {
    const { sent } = this.#sqlite
      .prepare('SELECT count(*) AS sent FROM notices WHERE created_at > ? AND created_at < ? AND is_quiet = 0')
      .get(now - NOTICE_LIMIT_MS, now + NOTICE_LIMIT_MS) as { sent: number };
    return mustBeQuiet(kind, sent);
  }
}
