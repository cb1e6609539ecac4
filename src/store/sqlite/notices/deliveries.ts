import { randomBytes } from 'node:crypto';
import { AdminError } from '../../../admin/admin-error.ts';
import { decideAttempt, KEEP_LOG_MS, KEEP_WAITING_MS } from '../../../admin/delivery-rules.ts';
import { checkRetry } from '../../../admin/notice-channel-rules.ts';
import type { Change } from '../../change.ts';
import type { ClaimedDelivery, Delivery, DeliveryFilter, DeliveryStore, FailedAttempt } from '../../delivery-store.ts';
import { NotFoundError } from '../../errors.ts';
import type { OffReason } from '../../notice-channel-store.ts';
import type { Notice } from '../../notice-store.ts';
import type { Page, PageRequest } from '../../paging.ts';
import { findDelivery, listDeliveries } from '../../sql/reports/delivery-list.ts';
import { type NoticeChannelRow, noticeChannelFrom } from '../../sql/rows/notice-channel-row.ts';
import { type NoticeRow, noticeFrom } from '../../sql/rows/notice-row.ts';
import type { Audit } from '../engine/audit.ts';
import type { CommitGroup } from '../engine/commit-group.ts';
import type { Sqlite } from '../engine/database.ts';
import { runRead } from '../engine/run-read.ts';
import type { SqliteNoticeChannels } from './notice-channels.ts';
import type { Outbox } from './outbox.ts';

const MESSAGE_ID_BYTES = 16;

interface Parts {
  readonly channels: SqliteNoticeChannels;
  readonly outbox: Outbox;
  readonly audit: Audit;
}

export class SqliteDeliveries implements DeliveryStore {
  readonly #sqlite: Sqlite;
  readonly #group: CommitGroup;
  readonly #parts: Parts;

  constructor(sqlite: Sqlite, group: CommitGroup, parts: Parts) {
    this.#sqlite = sqlite;
    this.#group = group;
    this.#parts = parts;
  }

  async claimDue(claim: { now: number; limit: number; leaseMs: number }): Promise<ClaimedDelivery[]> {
    const { outbox } = this.#parts;
    // Without a write while there is nothing to do, which is nearly always.
    const isIdle = await this.#group.read(() => !outbox.hasNewNotices() && outbox.dueIds(claim).length === 0);
    if (isIdle) return [];
    return this.#group.write(() => {
      outbox.queueNewNotices(claim.now, newMessageId);
      return outbox.dueIds(claim).map((id) => this.#claim(id, claim));
    });
  }

  claimTest(channelId: number, leaseMs: number, change: Change): Promise<ClaimedDelivery> {
    return this.#group.write(() => {
      const { now } = change;
      const channel = this.#sqlite
        .prepare('SELECT name FROM notice_channels WHERE id = ? AND removed_at IS NULL')
        .get(channelId) as { name: string } | undefined;
      if (channel === undefined) throw new AdminError({ code: 'notice_channel_not_found', id: channelId });
      const id = this.#parts.outbox.insert(channelId, null, now, newMessageId());
      this.#parts.audit.write(change, 'notice-channel.test', `notice-channel ${channelId}`, null, channel);
      return this.#claim(id, { now, leaseMs });
    });
  }

  noteAttempt(
    claimed: Pick<Delivery, 'id' | 'attempts'>,
    failure: FailedAttempt | null,
    now: number,
  ): Promise<Delivery> {
    const random = Math.random();
    return this.#group.write(() => {
      const delivery = this.#get(claimed.id);
      // A later attempt has begun, or the channel was removed: only that the message was taken still counts.
      const isOver = delivery.state !== 'waiting' || delivery.attempts !== claimed.attempts;
      if (delivery.state === 'sent' || (isOver && failure !== null)) return delivery;
      const { refusals } = this.#sqlite
        .prepare('SELECT refusals FROM notice_channels WHERE id = ?')
        .get(delivery.channelId) as { refusals: number };
      const isTest = delivery.noticeId === null;
      const result = decideAttempt({ failure, attempts: claimed.attempts, isTest, refusals, now, random });
      this.#sqlite
        .prepare(
          `UPDATE deliveries SET state = ?, next_at = ?, lease_until = 0, last_at = ?, problem = ?, status = ? WHERE id = ?`,
        )
        .run(result.state, result.nextAt, now, failure?.problem ?? null, failure?.status ?? null, delivery.id);
      this.#sqlite
        .prepare('UPDATE notice_channels SET refusals = ? WHERE id = ?')
        .run(result.refusals, delivery.channelId);
      if (failure === null) {
        this.#sqlite.prepare('UPDATE notice_channels SET last_sent_at = ? WHERE id = ?').run(now, delivery.channelId);
      }
      if (result.off !== null) this.#turnOff(delivery, result.off, now);
      return this.#get(claimed.id);
    });
  }

  list(page: PageRequest & DeliveryFilter): Promise<Page<Delivery>> {
    return this.#group.read(() => runRead(this.#sqlite, listDeliveries(page)));
  }

  noticesOf(noticeIds: readonly number[]): Promise<Notice[]> {
    return this.#group.read(() =>
      (
        this.#sqlite
          .prepare('SELECT * FROM notices WHERE id IN (SELECT value FROM json_each(?))')
          .all(JSON.stringify(noticeIds)) as NoticeRow[]
      ).map(noticeFrom),
    );
  }

  retry(id: number, change: Change): Promise<Delivery> {
    return this.#group.write(() => {
      const delivery = runRead(this.#sqlite, findDelivery(id));
      if (delivery === null) throw new AdminError({ code: 'delivery_not_found', id });
      const row = this.#sqlite
        .prepare('SELECT * FROM notice_channels WHERE id = ? AND removed_at IS NULL')
        .get(delivery.channelId) as NoticeChannelRow | undefined;
      checkRetry(delivery, row === undefined ? null : noticeChannelFrom(row));
      this.#sqlite
        .prepare("UPDATE deliveries SET state = 'waiting', attempts = 0, next_at = ? WHERE id = ?")
        .run(change.now, id);
      this.#parts.audit.write(change, 'notice-channel.retry', `notice-channel ${delivery.channelId}`, null, {
        name: delivery.channelName,
      });
      return this.#get(id);
    });
  }

  sweep(now: number): Promise<number> {
    return this.#group.write(() => {
      const interrupted = this.#sqlite
        .prepare(
          `UPDATE deliveries SET state = 'failed', problem = 'interrupted', lease_until = 0
           WHERE state = 'waiting' AND notice_id IS NULL AND lease_until <= ?`,
        )
        .run(now).changes;
      const givenUp = this.#sqlite
        .prepare(
          `UPDATE deliveries SET state = 'failed', problem = 'channel_off', status = NULL
           WHERE state = 'waiting' AND created_at < ?
             AND channel_id IN (SELECT id FROM notice_channels WHERE off_at IS NOT NULL)`,
        )
        .run(now - KEEP_WAITING_MS).changes;
      const deleted = this.#sqlite
        .prepare("DELETE FROM deliveries WHERE state <> 'waiting' AND created_at < ?")
        .run(now - KEEP_LOG_MS).changes;
      return interrupted + givenUp + deleted;
    });
  }

  #claim(id: number, { now, leaseMs }: { now: number; leaseMs: number }): ClaimedDelivery {
    this.#sqlite
      .prepare('UPDATE deliveries SET attempts = attempts + 1, lease_until = ? WHERE id = ?')
      .run(now + leaseMs, id);
    const delivery = this.#get(id);
    const row = this.#sqlite.prepare('SELECT * FROM notice_channels WHERE id = ?').get(delivery.channelId);
    const notice = this.#sqlite.prepare('SELECT * FROM notices WHERE id = ?').get(delivery.noticeId);
    return {
      delivery,
      channel: noticeChannelFrom(row as NoticeChannelRow),
      notice: notice === undefined ? null : noticeFrom(notice as NoticeRow),
    };
  }

  #turnOff({ channelId, channelName }: Delivery, reason: Exclude<OffReason, 'owner'>, now: number): void {
    this.#parts.channels.turnOff(channelId, reason, now);
    const change = { actor: 'system', now };
    const after = { name: channelName, offReason: reason };
    this.#parts.audit.write(change, 'notice-channel.off', `notice-channel ${channelId}`, null, after);
    this.#parts.outbox.raiseIncident(channelId, reason, now);
  }

  #get(id: number): Delivery {
    const delivery = runRead(this.#sqlite, findDelivery(id));
    if (delivery === null) throw new NotFoundError(`there is no delivery ${id}`);
    return delivery;
  }
}

function newMessageId(): string {
  return `msg_${randomBytes(MESSAGE_ID_BYTES).toString('hex')}`;
}
