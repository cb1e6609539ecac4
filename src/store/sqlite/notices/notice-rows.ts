import { mustBeQuiet, NOTICE_LIMIT_MS } from '../../../admin/notices/notice-limits.ts';
import { DEFAULT_NOTICE_CHOICE, type NoticeChoice } from '../../notice-choice.ts';
import type { NoticeFacts } from '../../notice-facts.ts';
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
  add({ facts, classId, onceKey, topic }: NewNotice, now: number): number | null {
    if (this.choice.muted.includes(facts.kind)) return null;
    const { changes, lastInsertRowid } = this.#sqlite
      .prepare(
        `INSERT INTO notices (kind, once_key, topic, class_id, facts, is_quiet, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (once_key) DO NOTHING`,
      )
      .run(facts.kind, onceKey, topic, classId ?? 0, JSON.stringify(facts), this.#isQuiet(now) ? 1 : 0, now);
    return changes === 1 ? Number(lastInsertRowid) : null;
  }

  /** A clock that was set back leaves notices of the future, which count as long as they are near. */
  #isQuiet(now: number): boolean {
    const { sent } = this.#sqlite
      .prepare('SELECT count(*) AS sent FROM notices WHERE created_at > ? AND created_at < ? AND is_quiet = 0')
      .get(now - NOTICE_LIMIT_MS, now + NOTICE_LIMIT_MS) as { sent: number };
    return mustBeQuiet(sent);
  }
}
