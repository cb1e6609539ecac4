import { DEFAULT_NOTICE_CHOICE } from '../../../admin/notices/notice-kinds.ts';
import { mustBeQuiet, NOTICE_LIMIT_MS } from '../../../admin/notices/notice-limits.ts';
import type { NoticeChoice } from '../../notice-choice.ts';
import type { NoticeFacts, NoticeKind } from '../../notice-facts.ts';
import type { Settings } from '../journal/settings.ts';
import { firstRow, insertedId, oneRow, type SqlWork, write } from '../sql-work.ts';

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
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  *choice(): SqlWork<NoticeChoice> {
    const stored = yield* this.#settings.get(NOTICE_CHOICE);
    return stored === null ? DEFAULT_NOTICE_CHOICE : (JSON.parse(stored) as NoticeChoice);
  }

  *choose(choice: NoticeChoice): SqlWork<void> {
    yield* this.#settings.set(NOTICE_CHOICE, JSON.stringify(choice));
  }

  /** @returns its id; null: said before, or unwanted */
  *add(notice: NewNotice, now: number): SqlWork<number | null> {
    if ((yield* this.choice()).muted.includes(notice.facts.kind) || (yield* this.#isSaid(notice.onceKey))) return null;
    return yield* this.#insert(notice, (yield* this.#isQuiet(notice.facts.kind, now)) ? 1 : 0, now);
  }

  *removeBefore(instant: number): SqlWork<void> {
    yield* write('DELETE FROM notices WHERE created_at < ?', instant);
    yield* write('DELETE FROM budget_crossings WHERE window_end < ? AND notice_id IS NOT NULL', instant);
  }

  *isMoreDue(now: number): SqlWork<boolean> {
    return (yield* this.#quiet()).since !== null && !(yield* this.#isQuiet('more', now));
  }

  /** Counts for channels what stood on the pages only, as soon as there is room for it. */
  *sayMore(now: number): SqlWork<void> {
    const { count, since } = yield* this.#quiet();
    if (since === null || (yield* this.#isQuiet('more', now))) return;
    yield* this.#insert({ facts: { kind: 'more', count, since }, classId: null, onceKey: null, topic: 'more' }, 0, now);
  }

  *#quiet(): SqlWork<{ readonly count: number; readonly since: number | null }> {
    return yield* oneRow(
      `SELECT count(*) AS count, min(created_at) AS since FROM notices
         WHERE is_quiet = 1 AND id > (SELECT coalesce(max(id), 0) FROM notices WHERE kind = 'more')`,
    );
  }

  *#insert({ facts, classId, onceKey, topic }: NewNotice, isQuiet: 0 | 1, now: number): SqlWork<number> {
    return yield* insertedId(
      `INSERT INTO notices (kind, once_key, topic, class_id, facts, is_quiet, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[facts.kind, onceKey, topic, classId ?? 0, JSON.stringify(facts), isQuiet, now],
    );
  }

  *#isSaid(onceKey: string | null): SqlWork<boolean> {
    const said = 'SELECT 1 FROM notices WHERE once_key = ?';
    return onceKey !== null && (yield* firstRow(said, onceKey)) !== undefined;
  }

  /** A clock that was set back leaves notices of the future, which count as long as they are near. */
  *#isQuiet(kind: NoticeKind, now: number): SqlWork<boolean> {
    const { sent } = yield* oneRow<{ sent: number }>(
      'SELECT count(*) AS sent FROM notices WHERE created_at > ? AND created_at < ? AND is_quiet = 0',
      now - NOTICE_LIMIT_MS,
      now + NOTICE_LIMIT_MS,
    );
    return mustBeQuiet(kind, sent);
  }
}
