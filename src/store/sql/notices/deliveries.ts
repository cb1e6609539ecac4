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
import { NUMBERS_OF_JSON } from '../engine-words.ts';
import type { Audit } from '../journal/audit.ts';
import { findDelivery, listDeliveries } from '../reports/delivery-list.ts';
import { type NoticeChannelRow, noticeChannelFrom } from '../rows/notice-channel-row.ts';
import { type NoticeRow, noticeFrom } from '../rows/notice-row.ts';
import { allRows, firstRow, mapWork, oneRow, type SqlWork, write } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
import type { SqlNoticeChannels } from './notice-channels.ts';
import type { Outbox } from './outbox.ts';

const MESSAGE_ID_BYTES = 16;

interface Parts {
  readonly channels: SqlNoticeChannels;
  readonly outbox: Outbox;
  readonly audit: Audit;
}

export class SqlDeliveries implements DeliveryStore {
  readonly #group: Transactions;
  readonly #parts: Parts;

  constructor(group: Transactions, parts: Parts) {
    this.#group = group;
    this.#parts = parts;
  }

  async claimDue(claim: { now: number; limit: number; leaseMs: number }): Promise<ClaimedDelivery[]> {
    // Without a write while there is nothing to do, which is nearly always.
    const isIdle = await this.#group.read(() => this.#isIdle(claim));
    if (isIdle) return [];
    return this.#group.write(() => this.#claimAll(claim));
  }

  claimTest(channelId: number, leaseMs: number, change: Change): Promise<ClaimedDelivery> {
    return this.#group.write(() => this.#claimTest(channelId, leaseMs, change));
  }

  noteAttempt(
    claimed: Pick<Delivery, 'id' | 'attempts'>,
    failure: FailedAttempt | null,
    now: number,
  ): Promise<Delivery> {
    const random = Math.random();
    return this.#group.write(() => this.#noteAttempt(claimed, failure, { now, random }));
  }

  list(page: PageRequest & DeliveryFilter): Promise<Page<Delivery>> {
    return this.#group.read(() => listDeliveries(page));
  }

  noticesOf(noticeIds: readonly number[]): Promise<Notice[]> {
    return this.#group.read(() => this.#noticesOf(noticeIds));
  }

  retry(id: number, change: Change): Promise<Delivery> {
    return this.#group.write(() => this.#retry(id, change));
  }

  sweep(now: number): Promise<number> {
    return this.#group.write(() => this.#sweep(now));
  }

  *#isIdle(claim: { now: number; limit: number; leaseMs: number }): SqlWork<boolean> {
    const { outbox } = this.#parts;
    return !(yield* outbox.hasNewNotices()) && (yield* outbox.dueIds(claim)).length === 0;
  }

  *#claimAll(claim: { now: number; limit: number; leaseMs: number }): SqlWork<ClaimedDelivery[]> {
    const { outbox } = this.#parts;
    yield* outbox.queueNewNotices(claim.now, newMessageId);
    return yield* mapWork(yield* outbox.dueIds(claim), (id) => this.#claim(id, claim));
  }

  *#claim(id: number, { now, leaseMs }: { now: number; leaseMs: number }): SqlWork<ClaimedDelivery> {
    yield* write('UPDATE deliveries SET attempts = attempts + 1, lease_until = ? WHERE id = ?', now + leaseMs, id);
    const delivery = yield* this.#get(id);
    const channel = yield* oneRow<NoticeChannelRow>('SELECT * FROM notice_channels WHERE id = ?', delivery.channelId);
    const notice = yield* firstRow<NoticeRow>('SELECT * FROM notices WHERE id = ?', delivery.noticeId);
    return {
      delivery,
      channel: noticeChannelFrom(channel),
      notice: notice === undefined ? null : noticeFrom(notice),
    };
  }

  *#get(id: number): SqlWork<Delivery> {
    const delivery = yield* findDelivery(id);
    if (delivery === null) throw new NotFoundError(`there is no delivery ${id}`);
    return delivery;
  }

  *#claimTest(channelId: number, leaseMs: number, change: Change): SqlWork<ClaimedDelivery> {
    const { now } = change;
    const channel = yield* firstRow<{ name: string }>(
      'SELECT name FROM notice_channels WHERE id = ? AND removed_at IS NULL',
      channelId,
    );
    if (channel === undefined) throw new AdminError({ code: 'notice_channel_not_found', id: channelId });
    const id = yield* this.#parts.outbox.insert(channelId, null, now, newMessageId());
    yield* this.#parts.audit.write(change, 'notice-channel.test', `notice-channel ${channelId}`, null, channel);
    return yield* this.#claim(id, { now, leaseMs });
  }

  *#noteAttempt(
    claimed: Pick<Delivery, 'id' | 'attempts'>,
    failure: FailedAttempt | null,
    { now, random }: { now: number; random: number },
  ): SqlWork<Delivery> {
    const delivery = yield* this.#get(claimed.id);
    // A later attempt has begun, or the channel was removed: only that the message was taken still counts.
    const isOver = delivery.state !== 'waiting' || delivery.attempts !== claimed.attempts;
    if (delivery.state === 'sent' || (isOver && failure !== null)) return delivery;
    const { refusals } = yield* oneRow<{ refusals: number }>(
      'SELECT refusals FROM notice_channels WHERE id = ?',
      delivery.channelId,
    );
    const isTest = delivery.noticeId === null;
    const result = decideAttempt({ failure, attempts: claimed.attempts, isTest, refusals, now, random });
    yield* write(
      `UPDATE deliveries SET state = ?, next_at = ?, lease_until = 0, last_at = ?, problem = ?, status = ? WHERE id = ?`,
      ...[result.state, result.nextAt, now, failure?.problem ?? null, failure?.status ?? null, delivery.id],
    );
    yield* write('UPDATE notice_channels SET refusals = ? WHERE id = ?', result.refusals, delivery.channelId);
    if (failure === null) {
      yield* write('UPDATE notice_channels SET last_sent_at = ? WHERE id = ?', now, delivery.channelId);
    }
    if (result.off !== null) yield* this.#turnOff(delivery, result.off, now);
    return yield* this.#get(claimed.id);
  }

  *#turnOff({ channelId, channelName }: Delivery, reason: Exclude<OffReason, 'owner'>, now: number): SqlWork<void> {
    yield* this.#parts.channels.turnOff(channelId, reason, now);
    const change = { actor: 'system', now };
    const after = { name: channelName, offReason: reason };
    yield* this.#parts.audit.write(change, 'notice-channel.off', `notice-channel ${channelId}`, null, after);
    yield* this.#parts.outbox.raiseIncident(channelId, reason, now);
  }

  *#noticesOf(noticeIds: readonly number[]): SqlWork<Notice[]> {
    const query = `SELECT * FROM notices WHERE id IN (${NUMBERS_OF_JSON})`;
    return (yield* allRows<NoticeRow>(query, JSON.stringify(noticeIds))).map(noticeFrom);
  }

  *#retry(id: number, change: Change): SqlWork<Delivery> {
    const delivery = yield* findDelivery(id);
    if (delivery === null) throw new AdminError({ code: 'delivery_not_found', id });
    const row = yield* firstRow<NoticeChannelRow>(
      'SELECT * FROM notice_channels WHERE id = ? AND removed_at IS NULL',
      delivery.channelId,
    );
    checkRetry(delivery, row === undefined ? null : noticeChannelFrom(row));
    yield* write("UPDATE deliveries SET state = 'waiting', attempts = 0, next_at = ? WHERE id = ?", change.now, id);
    const after = { name: delivery.channelName };
    yield* this.#parts.audit.write(change, 'notice-channel.retry', `notice-channel ${delivery.channelId}`, null, after);
    return yield* this.#get(id);
  }

  *#sweep(now: number): SqlWork<number> {
    const interrupted = yield* write(
      `UPDATE deliveries SET state = 'failed', problem = 'interrupted', lease_until = 0
           WHERE state = 'waiting' AND notice_id IS NULL AND lease_until <= ?`,
      now,
    );
    const givenUp = yield* write(
      `UPDATE deliveries SET state = 'failed', problem = 'channel_off', status = NULL
           WHERE state = 'waiting' AND created_at < ?
             AND channel_id IN (SELECT id FROM notice_channels WHERE off_at IS NOT NULL)`,
      now - KEEP_WAITING_MS,
    );
    const deleted = yield* write(
      "DELETE FROM deliveries WHERE state <> 'waiting' AND created_at < ?",
      now - KEEP_LOG_MS,
    );
    return interrupted + givenUp + deleted;
  }
}

function newMessageId(): string {
  return `msg_${randomBytes(MESSAGE_ID_BYTES).toString('hex')}`;
}
