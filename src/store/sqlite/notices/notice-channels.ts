import { AdminError } from '../../../admin/admin-error.ts';
import { MAX_CHANNELS } from '../../../admin/notice-channel-rules.ts';
import type { Change } from '../../change.ts';
import type {
  NewNoticeChannel,
  NoticeChannel,
  NoticeChannelFields,
  NoticeChannelStore,
  OffReason,
} from '../../notice-channel-store.ts';
import { type NoticeChannelRow, noticeChannelFrom } from '../../sql/rows/notice-channel-row.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';

const NEWEST_NOTICE = '(SELECT coalesce(max(id), 0) FROM notices)';

export class SqliteNoticeChannels implements NoticeChannelStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #audit: Audit;

  constructor(sqlite: Sqlite, group: CommitGroup, audit: Audit) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#audit = audit;
  }

  list(): Promise<NoticeChannel[]> {
    return this.#group.read(() => this.#rows().map(noticeChannelFrom));
  }

  find(id: number): Promise<NoticeChannel | null> {
    return this.#group.read(() => this.#find(id));
  }

  countWaiting(): Promise<ReadonlyMap<number, number>> {
    return this.#group.read(() => {
      const rows = this.#sqlite
        .prepare("SELECT channel_id, count(*) AS waiting FROM deliveries WHERE state = 'waiting' GROUP BY channel_id")
        .all() as { channel_id: number; waiting: number }[];
      return new Map(rows.map((row) => [row.channel_id, row.waiting]));
    });
  }

  create(fields: NewNoticeChannel, change: Change): Promise<NoticeChannel> {
    return this.#group.write(() => {
      if (this.#rows().length >= MAX_CHANNELS) throw new AdminError({ code: 'too_many_channels', max: MAX_CHANNELS });
      const inserted = this.#sqlite
        .prepare(
          `INSERT INTO notice_channels
             (kind, name, address, secret, old_until, notice_kinds, language, created_at, off_at, off_reason, refusals, seen_id)
           VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 0, ${NEWEST_NOTICE})`,
        )
        .run(
          ...[fields.kind, fields.name, fields.address, fields.secret, kindsText(fields.noticeKinds), fields.language],
          ...[change.now, ...(fields.isOn ? [null, null] : [change.now, 'owner'])],
        );
      const channel = this.#get(Number(inserted.lastInsertRowid));
      this.#audit.write(change, 'notice-channel.create', subjectOf(channel.id), null, auditFields(channel));
      return channel;
    });
  }

  update(id: number, edits: Partial<NoticeChannelFields>, change: Change): Promise<NoticeChannel> {
    return this.#group.write(() => {
      const before = this.#get(id);
      const { name = before.name, language = before.language, address, noticeKinds = before.noticeKinds } = edits;
      this.#sqlite
        .prepare('UPDATE notice_channels SET name = ?, language = ?, notice_kinds = ? WHERE id = ?')
        .run(name, language, kindsText(noticeKinds), id);
      if (address !== undefined) {
        this.#sqlite.prepare('UPDATE notice_channels SET address = ?, refusals = 0 WHERE id = ?').run(address, id);
      }
      if (edits.isOn === true && before.off !== null) this.#turnOn(id);
      if (edits.isOn === false && before.off === null) this.turnOff(id, 'owner', change.now);
      const after = this.#get(id);
      const replaced = address === undefined ? {} : { addressReplaced: true };
      this.#audit.write(change, 'notice-channel.update', subjectOf(id), auditFields(before), {
        ...auditFields(after),
        ...replaced,
      });
      return after;
    });
  }

  replaceSecret(id: number, secret: string, oldUntil: number, change: Change): Promise<NoticeChannel> {
    return this.#group.write(() => {
      this.#get(id);
      this.#sqlite
        .prepare('UPDATE notice_channels SET old_secret = secret, old_until = ?, secret = ? WHERE id = ?')
        .run(oldUntil, secret, id);
      const after = this.#get(id);
      this.#audit.write(change, 'notice-channel.rotate_secret', subjectOf(id), null, { name: after.name });
      return after;
    });
  }

  remove(id: number, change: Change): Promise<void> {
    return this.#group.write(() => {
      const before = this.#get(id);
      this.#sqlite
        .prepare(
          `UPDATE notice_channels SET removed_at = ?, address = '', secret = NULL, old_secret = NULL, old_until = 0
           WHERE id = ?`,
        )
        .run(change.now, id);
      this.#sqlite
        .prepare(
          `UPDATE deliveries SET state = 'failed', problem = 'channel_off', status = NULL, lease_until = 0
           WHERE channel_id = ? AND state = 'waiting'`,
        )
        .run(id);
      this.#audit.write(change, 'notice-channel.delete', subjectOf(id), auditFields(before), null);
    });
  }

  /** Inside a transaction. */
  turnOff(id: number, reason: OffReason, now: number): void {
    this.#sqlite
      .prepare('UPDATE notice_channels SET off_at = ?, off_reason = ? WHERE id = ? AND off_at IS NULL')
      .run(now, reason, id);
  }

  /** What waits is due; what was noticed while it was off is not sent. */
  #turnOn(id: number): void {
    this.#sqlite
      .prepare(
        `UPDATE notice_channels SET off_at = NULL, off_reason = NULL, refusals = 0, seen_id = ${NEWEST_NOTICE}
         WHERE id = ?`,
      )
      .run(id);
    this.#sqlite
      .prepare("UPDATE deliveries SET next_at = created_at, attempts = 0 WHERE channel_id = ? AND state = 'waiting'")
      .run(id);
  }

  #rows(): NoticeChannelRow[] {
    return this.#sqlite
      .prepare('SELECT * FROM notice_channels WHERE removed_at IS NULL ORDER BY id')
      .all() as NoticeChannelRow[];
  }

  #find(id: number): NoticeChannel | null {
    const row = this.#sqlite.prepare('SELECT * FROM notice_channels WHERE id = ? AND removed_at IS NULL').get(id);
    return row === undefined ? null : noticeChannelFrom(row as NoticeChannelRow);
  }

  #get(id: number): NoticeChannel {
    const channel = this.#find(id);
    if (channel === null) throw new AdminError({ code: 'notice_channel_not_found', id });
    return channel;
  }
}

function kindsText(kinds: readonly string[] | null): string | null {
  return kinds === null ? null : JSON.stringify(kinds);
}

function subjectOf(id: number): string {
  return `notice-channel ${id}`;
}

/** Without the address, which may let anybody write into a chat. */
function auditFields({ name, kind, noticeKinds, language, off }: NoticeChannel) {
  return { name, channelKind: kind, noticeKinds, language, isOn: off === null };
}
