import type { ChannelAddress, ChannelKind } from '../access/channel-address.ts';
import type { WebhookSecrets } from '../access/webhook-secrets.ts';
import type { Language } from '../language/languages.ts';
import type { Change } from './change.ts';

/** owner: turned off by hand. The others: it answered 410; it refused again and again; nothing arrived for days. */
export type OffReason = 'owner' | 'gone' | 'refused' | 'unreachable';

/** Where notices go. */
export interface NoticeChannel {
  readonly id: number;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly address: ChannelAddress;
  /** Of webhooks; others sign nothing. */
  readonly secrets: WebhookSecrets | null;
  /** Which kinds of notices it gets; null: all, those of later versions too. */
  readonly noticeKinds: readonly string[] | null;
  readonly language: Language;
  readonly createdAt: number;
  readonly off: { readonly at: number; readonly reason: OffReason } | null;
  /** Messages that the channel did not take, in a row. */
  readonly refusals: number;
  /** When a message last arrived, tests included; null: none has. */
  readonly lastSentAt: number | null;
}

export interface NoticeChannelFields {
  readonly name: string;
  /** A URL, or an e-mail address. */
  readonly address: string;
  readonly noticeKinds: readonly string[] | null;
  readonly language: Language;
  readonly isOn: boolean;
}

export interface NewNoticeChannel extends NoticeChannelFields {
  readonly kind: ChannelKind;
  /** whsec_...; null: the kind signs nothing. */
  readonly secret: string | null;
}

/** Channels that were removed are in no answer. */
export interface NoticeChannelStore {
  /** In the order in which they were made. */
  list(): Promise<NoticeChannel[]>;
  find(id: number): Promise<NoticeChannel | null>;
  /** How many messages wait, by id of the channel; none: it is left out. */
  countWaiting(): Promise<ReadonlyMap<number, number>>;
  /** @throws AdminError too_many_channels */
  create(fields: NewNoticeChannel, change: Change): Promise<NoticeChannel>;
  /** @throws AdminError notice_channel_not_found */
  update(id: number, fields: Partial<NoticeChannelFields>, change: Change): Promise<NoticeChannel>;
  /** @param oldUntil the secret before signs too until then; ms UTC @throws AdminError notice_channel_not_found */
  replaceSecret(id: number, secret: string, oldUntil: number, change: Change): Promise<NoticeChannel>;
  /** Erases address and secrets; what waits for it fails. @throws AdminError notice_channel_not_found */
  remove(id: number, change: Change): Promise<void>;
}
