import type { Notice, NoticeDraft, NoticeFilter, NoticeStore } from '../../notice-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { listNotices, noticesToSend } from '../../sql/reports/notice-list.ts';
import { type NoticeRow, noticeFrom } from '../../sql/rows/notice-row.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import { runRead } from '../engine/run-read.ts';
import type { NoticeRows } from './notice-rows.ts';

export class SqliteNotices implements NoticeStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #rows: NoticeRows;

  constructor(sqlite: Sqlite, group: CommitGroup, parts: { rows: NoticeRows }) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#rows = parts.rows;
  }

  addNotice({ facts, classId, onceKey }: NoticeDraft, now: number): Promise<Notice | null> {
    return this.#group.write(() => {
      const id = this.#rows.add({ facts, classId, onceKey, topic: facts.kind }, now);
      return id === null ? null : this.#notice(id);
    });
  }

  listNotices(query: PageRequest & NoticeFilter): Promise<Page<Notice>> {
    return this.#group.read(() => runRead(this.#sqlite, listNotices(query)));
  }

  countUnreadNotices(): Promise<number> {
    return this.#group.read(() => {
      const row = this.#sqlite
        .prepare(`SELECT count(*) AS unread FROM notices WHERE read_at IS NULL AND kind <> 'more'`)
        .get();
      return (row as { unread: number }).unread;
    });
  }

  markNoticesRead(upTo: number, now: number): Promise<number> {
    return this.#group.write(
      () =>
        this.#sqlite.prepare('UPDATE notices SET read_at = ? WHERE read_at IS NULL AND id <= ?').run(now, upTo).changes,
    );
  }

  noticesToSend(afterId: number, limit: number): Promise<Notice[]> {
    return this.#group.read(() => runRead(this.#sqlite, noticesToSend(afterId, limit)));
  }

  newestNoticeId(): Promise<number> {
    return this.#group.read(() => {
      const row = this.#sqlite.prepare('SELECT coalesce(max(id), 0) AS newest FROM notices').get();
      return (row as { newest: number }).newest;
    });
  }

  #notice(id: number): Notice {
    return noticeFrom(this.#sqlite.prepare('SELECT * FROM notices WHERE id = ?').get(id) as NoticeRow);
  }
}
