import { MAX_WAIT_MS } from '../../../admin/delivery-rules.ts';
import { ALWAYS_SENT } from '../../../admin/notice-channel-rules.ts';
import type { OffReason } from '../../notice-channel-store.ts';
import { allRows, firstRow, insertedId, type SqlWork, write } from '../sql-work.ts';

const ON = 'off_at IS NULL AND removed_at IS NULL';
/** Most notices that one transaction queues for a channel. */
const MAX_AT_ONCE = 500;

/** Rows of deliveries; every method runs inside a transaction. */
export class Outbox {
  *hasNewNotices(): SqlWork<boolean> {
    const row = yield* firstRow(`SELECT 1 AS found FROM notice_channels
         WHERE ${ON} AND seen_id < (SELECT coalesce(max(id), 0) FROM notices) LIMIT 1`);
    return row !== undefined;
  }

  /** Each notice once for each channel that wants it: seen_id moves in the same transaction. */
  *queueNewNotices(now: number, newMessageId: () => string): SqlWork<void> {
    const channels = yield* allRows<{ id: number; notice_kinds: string | null; seen_id: number }>(
      `SELECT id, notice_kinds, seen_id FROM notice_channels WHERE ${ON} ORDER BY id`,
    );
    for (const channel of channels) {
      const notices = yield* allRows<{ id: number; kind: string; is_quiet: number }>(
        'SELECT id, kind, is_quiet FROM notices WHERE id > ? ORDER BY id LIMIT ?',
        channel.seen_id,
        MAX_AT_ONCE,
      );
      const kinds = channel.notice_kinds === null ? null : new Set(JSON.parse(channel.notice_kinds) as string[]);
      for (const { id, kind, is_quiet } of notices) {
        const isWanted = kinds === null || kinds.has(kind) || ALWAYS_SENT.has(kind);
        if (isWanted && is_quiet === 0) yield* this.insert(channel.id, id, now, newMessageId());
      }
      const last = notices.at(-1);
      if (last === undefined) continue;
      yield* write('UPDATE notice_channels SET seen_id = ? WHERE id = ?', last.id, channel.id);
    }
  }

  /** @returns its id */
  *insert(channelId: number, noticeId: number | null, now: number, messageId: string): SqlWork<number> {
    return yield* insertedId(
      `INSERT INTO deliveries (channel_id, notice_id, message_id, state, attempts, created_at, next_at, lease_until)
         VALUES (?, ?, ?, 'waiting', 0, ?, ?, 0)`,
      ...[channelId, noticeId, messageId, now, now],
    );
  }

  /**
   * The oldest message of each channel, where it is due and nobody sends it. An instant further away than any that is
   * written was written before the clock was set back.
   */
  *dueIds({ now, limit, leaseMs }: { now: number; limit: number; leaseMs: number }): SqlWork<number[]> {
    const rows = yield* allRows<{ id: number }>(
      `SELECT d.id FROM notice_channels c JOIN deliveries d ON d.id =
           (SELECT min(h.id) FROM deliveries h WHERE h.channel_id = c.id AND h.state = 'waiting' AND h.notice_id IS NOT NULL)
         WHERE c.off_at IS NULL AND c.removed_at IS NULL
           AND (d.next_at <= @now OR d.next_at > @now + @maxWait)
           AND (d.lease_until <= @now OR d.lease_until > @now + @lease)
         ORDER BY d.next_at, d.id LIMIT @limit`,
      { now, limit, lease: leaseMs, maxWait: MAX_WAIT_MS },
    );
    return rows.map(({ id }) => id);
  }

  /** Once until the owner closes it. */
  *raiseIncident(channelId: number, reason: Exclude<OffReason, 'owner'>, now: number): SqlWork<void> {
    yield* write(
      `INSERT INTO incidents (kind, record_id, detail, created_at) SELECT 'notice_channel', NULL, @detail, @now
         WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE kind = 'notice_channel' AND detail = @detail AND closed_at IS NULL)`,
      { detail: `notice channel ${channelId} was turned off: ${WHY[reason]}`, now },
    );
  }
}

/** language/incident-notes.ts translates them. */
const WHY = {
  gone: 'the address no longer takes messages',
  refused: 'it refused one message after the other',
  unreachable: 'no message arrived for three days',
} satisfies Record<Exclude<OffReason, 'owner'>, string>;
