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
import type { Audit } from '../journal/audit.ts';
import { type NoticeChannelRow, noticeChannelFrom } from '../rows/notice-channel-row.ts';
import { allRows, firstRow, insertedId, type SqlWork, write } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';

const NEWEST_NOTICE = '(SELECT coalesce(max(id), 0) FROM notices)';

export class SqlNoticeChannels implements NoticeChannelStore {
  readonly #group: Transactions;
  readonly #audit: Audit;

  constructor(group: Transactions, audit: Audit) {
    this.#group = group;
    this.#audit = audit;
  }

  list(): Promise<NoticeChannel[]> {
    return this.#group.read(() => this.#list());
  }

  find(id: number): Promise<NoticeChannel | null> {
    return this.#group.read(() => this.#find(id));
  }

  countWaiting(): Promise<ReadonlyMap<number, number>> {
    return this.#group.read(() => this.#countWaiting());
  }

  create(fields: NewNoticeChannel, change: Change): Promise<NoticeChannel> {
    return this.#group.write(() => this.#create(fields, change));
  }

  update(id: number, edits: Partial<NoticeChannelFields>, change: Change): Promise<NoticeChannel> {
    return this.#group.write(() => this.#update(id, edits, change));
  }

  replaceSecret(id: number, secret: string, oldUntil: number, change: Change): Promise<NoticeChannel> {
    return this.#group.write(() => this.#replaceSecret(id, secret, oldUntil, change));
  }

  remove(id: number, change: Change): Promise<void> {
    return this.#group.write(() => this.#remove(id, change));
  }

  /** Inside a transaction. */
  *turnOff(id: number, reason: OffReason, now: number): SqlWork<void> {
    yield* write(
      'UPDATE notice_channels SET off_at = ?, off_reason = ? WHERE id = ? AND off_at IS NULL',
      now,
      reason,
      id,
    );
  }

  *#list(): SqlWork<NoticeChannel[]> {
    return (yield* this.#rows()).map(noticeChannelFrom);
  }

  *#rows(): SqlWork<NoticeChannelRow[]> {
    return yield* allRows<NoticeChannelRow>('SELECT * FROM notice_channels WHERE removed_at IS NULL ORDER BY id');
  }

  *#find(id: number): SqlWork<NoticeChannel | null> {
    const query = 'SELECT * FROM notice_channels WHERE id = ? AND removed_at IS NULL';
    const row = yield* firstRow<NoticeChannelRow>(query, id);
    return row === undefined ? null : noticeChannelFrom(row);
  }

  *#countWaiting(): SqlWork<ReadonlyMap<number, number>> {
    const rows = yield* allRows<{ channel_id: number; waiting: number }>(
      "SELECT channel_id, count(*) AS waiting FROM deliveries WHERE state = 'waiting' GROUP BY channel_id",
    );
    return new Map(rows.map((row) => [row.channel_id, row.waiting]));
  }

  *#create(fields: NewNoticeChannel, change: Change): SqlWork<NoticeChannel> {
    if ((yield* this.#rows()).length >= MAX_CHANNELS)
      throw new AdminError({ code: 'too_many_channels', max: MAX_CHANNELS });
    const created = yield* insertedId(
      `INSERT INTO notice_channels
             (kind, name, address, secret, old_until, notice_kinds, language, created_at, off_at, off_reason, refusals, seen_id)
           VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 0, ${NEWEST_NOTICE})`,
      ...[fields.kind, fields.name, fields.address, fields.secret, kindsText(fields.noticeKinds), fields.language],
      ...[change.now, ...(fields.isOn ? [null, null] : [change.now, 'owner'])],
    );
    const channel = yield* this.#get(created);
    yield* this.#audit.write(change, 'notice-channel.create', subjectOf(channel.id), null, auditFields(channel));
    return channel;
  }

  *#get(id: number): SqlWork<NoticeChannel> {
    const channel = yield* this.#find(id);
    if (channel === null) throw new AdminError({ code: 'notice_channel_not_found', id });
    return channel;
  }

  *#update(id: number, edits: Partial<NoticeChannelFields>, change: Change): SqlWork<NoticeChannel> {
    const before = yield* this.#get(id);
    const { name = before.name, language = before.language, address, noticeKinds = before.noticeKinds } = edits;
    yield* write(
      'UPDATE notice_channels SET name = ?, language = ?, notice_kinds = ? WHERE id = ?',
      name,
      language,
      kindsText(noticeKinds),
      id,
    );
    if (address !== undefined) {
      yield* write('UPDATE notice_channels SET address = ?, refusals = 0 WHERE id = ?', address, id);
    }
    if (edits.isOn === true && before.off !== null) yield* this.#turnOn(id);
    if (edits.isOn === false && before.off === null) yield* this.turnOff(id, 'owner', change.now);
    const after = yield* this.#get(id);
    const replaced = address === undefined ? {} : { addressReplaced: true };
    yield* this.#audit.write(change, 'notice-channel.update', subjectOf(id), auditFields(before), {
      ...auditFields(after),
      ...replaced,
    });
    return after;
  }

  /** What waits is due; what was noticed while it was off is not sent. */
  *#turnOn(id: number): SqlWork<void> {
    yield* write(
      `UPDATE notice_channels SET off_at = NULL, off_reason = NULL, refusals = 0, seen_id = ${NEWEST_NOTICE}
         WHERE id = ?`,
      id,
    );
    yield* write(
      "UPDATE deliveries SET next_at = created_at, attempts = 0 WHERE channel_id = ? AND state = 'waiting'",
      id,
    );
  }

  *#replaceSecret(id: number, secret: string, oldUntil: number, change: Change): SqlWork<NoticeChannel> {
    yield* this.#get(id);
    yield* write(
      'UPDATE notice_channels SET old_secret = secret, old_until = ?, secret = ? WHERE id = ?',
      oldUntil,
      secret,
      id,
    );
    const after = yield* this.#get(id);
    yield* this.#audit.write(change, 'notice-channel.rotate_secret', subjectOf(id), null, { name: after.name });
    return after;
  }

  *#remove(id: number, change: Change): SqlWork<void> {
    const before = yield* this.#get(id);
    yield* write(
      `UPDATE notice_channels SET removed_at = ?, address = '', secret = NULL, old_secret = NULL, old_until = 0
           WHERE id = ?`,
      change.now,
      id,
    );
    yield* write(
      `UPDATE deliveries SET state = 'failed', problem = 'channel_off', status = NULL, lease_until = 0
           WHERE channel_id = ? AND state = 'waiting'`,
      id,
    );
    yield* this.#audit.write(change, 'notice-channel.delete', subjectOf(id), auditFields(before), null);
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
