import { ChannelAddress, type ChannelKind } from '../../../access/channel-address.ts';
import { WebhookSecrets } from '../../../access/webhook-secrets.ts';
import type { Language } from '../../../language/languages.ts';
import type { Delivery, DeliveryProblem, DeliveryState } from '../../delivery-store.ts';
import type { NoticeChannel, OffReason } from '../../notice-channel-store.ts';

export interface NoticeChannelRow {
  id: number;
  kind: ChannelKind;
  name: string;
  address: string;
  secret: string | null;
  old_secret: string | null;
  old_until: number;
  notice_kinds: string | null;
  language: Language;
  created_at: number;
  off_at: number | null;
  off_reason: OffReason | null;
  refusals: number;
  last_sent_at: number | null;
}

export function noticeChannelFrom(row: NoticeChannelRow): NoticeChannel {
  const old = row.old_secret === null ? [] : [{ secret: row.old_secret, until: row.old_until }];
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    address: new ChannelAddress(row.address),
    secrets: row.secret === null ? null : new WebhookSecrets([{ secret: row.secret, until: null }, ...old]),
    noticeKinds: row.notice_kinds === null ? null : (JSON.parse(row.notice_kinds) as string[]),
    language: row.language,
    createdAt: row.created_at,
    off: row.off_at === null ? null : { at: row.off_at, reason: row.off_reason ?? 'owner' },
    refusals: row.refusals,
    lastSentAt: row.last_sent_at,
  };
}

export interface DeliveryRow {
  id: number;
  channel_id: number;
  channel_name: string;
  notice_id: number | null;
  message_id: string;
  state: DeliveryState;
  attempts: number;
  created_at: number;
  next_at: number;
  last_at: number | null;
  problem: DeliveryProblem | null;
  status: number | null;
}

export function deliveryFrom(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    channelId: row.channel_id,
    channelName: row.channel_name,
    noticeId: row.notice_id,
    messageId: row.message_id,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    nextAt: row.next_at,
    lastAt: row.last_at,
    problem: row.problem,
    status: row.status,
  };
}
