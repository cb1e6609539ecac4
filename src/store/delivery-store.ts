import type { Change } from './change.ts';
import type { NoticeChannel } from './notice-channel-store.ts';
import type { Notice } from './notice-store.ts';
import type { Page, PageRequest } from './paging.ts';

export type DeliveryState = 'waiting' | 'sent' | 'failed';

/** Why an attempt failed. Never in the words of the other side, which may repeat a secret. */
export type DeliveryProblem =
  /** It answered with another status than 2xx. */
  | 'refused'
  /** It answered with a redirect, which is not followed. */
  | 'redirected'
  | 'unreachable'
  | 'timed_out'
  | 'certificate'
  /** Its name leads to an address to which nothing is sent, or to a public one without TLS. */
  | 'address_not_allowed'
  | 'mail_not_set_up'
  | 'sign_in_refused'
  | 'no_encryption'
  | 'address_refused'
  | 'message_refused'
  /** The process ended during the attempt. */
  | 'interrupted'
  /** The channel was removed, or stayed off too long. */
  | 'channel_off'
  /** The notice is no longer kept. */
  | 'notice_gone';

/** One notice on its way to one channel. */
export interface Delivery {
  readonly id: number;
  readonly channelId: number;
  /** Also of a channel that was removed. */
  readonly channelName: string;
  /** null: a test message. */
  readonly noticeId: number | null;
  /** The same at each attempt: receivers know by it what they have already. */
  readonly messageId: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAt: number;
  /** When the next attempt is due. */
  readonly nextAt: number;
  /** When the last attempt ended; null: none has. */
  readonly lastAt: number | null;
  readonly problem: DeliveryProblem | null;
  /** Of HTTP or SMTP, at the last attempt. */
  readonly status: number | null;
}

export interface ClaimedDelivery {
  readonly delivery: Delivery;
  readonly channel: NoticeChannel;
  /** null: a test message, or a notice that is no longer kept. */
  readonly notice: Notice | null;
}

/**
 * How bad a failure is. transient: may go away by itself. channel: so will be the next message. message: this one alone.
 * gone: the receiver says that it will never take any again.
 */
export type Severity = 'transient' | 'channel' | 'message' | 'gone';

export interface FailedAttempt {
  readonly problem: DeliveryProblem;
  readonly status: number | null;
  readonly severity: Severity;
  /** What the receiver asks for. */
  readonly retryAfterMs: number | null;
}

export interface DeliveryFilter {
  readonly channelId?: number | undefined;
  readonly noticeId?: number | undefined;
  readonly state?: DeliveryState | undefined;
}

export interface DeliveryStore {
  /**
   * Takes what is due, so that nobody else sends it for `leaseMs`: at most the oldest message of each channel, so that
   * messages arrive in order. Each counts as an attempt from now on.
   */
  claimDue(claim: {
    readonly now: number;
    readonly limit: number;
    readonly leaseMs: number;
  }): Promise<ClaimedDelivery[]>;
  /** Makes and takes a test message, also of a channel that is off. @throws AdminError notice_channel_not_found */
  claimTest(channelId: number, leaseMs: number, change: Change): Promise<ClaimedDelivery>;
  /** Notes how a claimed attempt ended, and what follows from it. @param failure null: it was taken */
  noteAttempt(
    claimed: Pick<Delivery, 'id' | 'attempts'>,
    failure: FailedAttempt | null,
    now: number,
  ): Promise<Delivery>;
  /** Newest first. */
  list(page: PageRequest & DeliveryFilter): Promise<Page<Delivery>>;
  /** What deliveries were about; those that are no longer kept are left out. */
  noticesOf(noticeIds: readonly number[]): Promise<Notice[]>;
  /** Makes it due now. @throws AdminError delivery_not_found, delivery_sent, delivery_is_test, notice_channel_off */
  retry(id: number, change: Change): Promise<Delivery>;
  /** Gives up what waits for a channel that is off too long, and deletes old rows. @returns how many rows changed */
  sweep(now: number): Promise<number>;
}
