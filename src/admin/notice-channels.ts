import type { ChannelKind } from '../access/channel-address.ts';
import { newWebhookSecret } from '../access/webhook-secrets.ts';
import type { Delivery, DeliveryFilter } from '../store/delivery-store.ts';
import type { NoticeChannel, NoticeChannelFields } from '../store/notice-channel-store.ts';
import type { Page, PageRequest } from '../store/paging.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminServices } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { requireMailer } from './claim-mail.ts';
import { parseLanguage } from './field-checks.ts';
import { CHANNEL_NOTICE_KINDS } from './notice-channel-kinds.ts';
import { parseAddress, parseNoticeKinds } from './notice-channel-rules.ts';
import { parseName } from './parse-name.ts';

/** How long the secret before still signs, so that receivers can change over. */
export const OLD_SECRET_MS = 86_400_000;

export interface NoticeChannelDraft {
  readonly kind: ChannelKind;
  readonly name: string;
  /** A URL; of kind email an e-mail address. */
  readonly address: string;
  /** Absent or null: all. */
  readonly noticeKinds?: readonly string[] | null | undefined;
  /** Absent: the server's. */
  readonly language?: string | undefined;
  readonly isOn?: boolean | undefined;
}

export type NoticeChannelEdits = Partial<Omit<NoticeChannelDraft, 'kind'>>;

/** The only time that the secret is known. */
export interface SignedNoticeChannel {
  readonly channel: NoticeChannel;
  /** null: the kind signs nothing. */
  readonly secret: string | null;
}

export interface ListedNoticeChannel {
  readonly channel: NoticeChannel;
  /** How many messages wait. */
  readonly waiting: number;
}

export async function listNoticeChannels({ store }: AdminServices): Promise<ListedNoticeChannel[]> {
  const [channels, waiting] = await Promise.all([store.noticeChannels.list(), store.noticeChannels.countWaiting()]);
  return channels.map((channel) => ({ channel, waiting: waiting.get(channel.id) ?? 0 }));
}

/** @throws AdminError notice_channel_not_found */
export async function getNoticeChannel(id: number, { store }: AdminServices): Promise<ListedNoticeChannel> {
  const channel = await store.noticeChannels.find(id);
  if (channel === null) throw new AdminError({ code: 'notice_channel_not_found', id });
  return { channel, waiting: (await store.noticeChannels.countWaiting()).get(id) ?? 0 };
}

/** @throws AdminError */
export async function createNoticeChannel(
  draft: NoticeChannelDraft,
  actor: Actor,
  deps: AdminServices,
): Promise<SignedNoticeChannel> {
  const { kind } = draft;
  if (kind === 'email') requireMailer(deps);
  const secret = kind === 'webhook' ? newWebhookSecret() : null;
  const fields = {
    name: parseName(draft.name, ['name']),
    address: parseAddress(kind, draft.address, ['address']),
    noticeKinds: parseNoticeKinds(draft.noticeKinds ?? null, CHANNEL_NOTICE_KINDS, ['noticeKinds']),
    language: draft.language === undefined ? deps.language : parseLanguage(draft.language, ['language']),
    isOn: draft.isOn ?? true,
  };
  const change = changeBy(actor, deps.now());
  return { channel: await deps.store.noticeChannels.create({ ...fields, kind, secret }, change), secret };
}

/** Fields that are absent stay as they are. @throws AdminError */
export async function updateNoticeChannel(
  id: number,
  edits: NoticeChannelEdits,
  actor: Actor,
  deps: AdminServices,
): Promise<NoticeChannel> {
  const { channel } = await getNoticeChannel(id, deps);
  const { name, address, noticeKinds, language, isOn } = edits;
  const fields: Partial<NoticeChannelFields> = {
    ...(name === undefined ? {} : { name: parseName(name, ['name']) }),
    ...(address === undefined ? {} : { address: parseAddress(channel.kind, address, ['address']) }),
    ...(noticeKinds === undefined
      ? {}
      : { noticeKinds: parseNoticeKinds(noticeKinds, CHANNEL_NOTICE_KINDS, ['noticeKinds']) }),
    ...(language === undefined ? {} : { language: parseLanguage(language, ['language']) }),
    ...(isOn === undefined ? {} : { isOn }),
  };
  const updated = await deps.store.noticeChannels.update(id, fields, changeBy(actor, deps.now()));
  deps.deliveries.wake();
  return updated;
}

/** The secret before signs too, for OLD_SECRET_MS. @throws AdminError */
export async function rotateNoticeChannelSecret(
  id: number,
  actor: Actor,
  deps: AdminServices,
): Promise<SignedNoticeChannel> {
  const { channel } = await getNoticeChannel(id, deps);
  if (channel.secrets === null) throw new AdminError({ code: 'channel_signs_nothing' });
  const secret = newWebhookSecret();
  const now = deps.now();
  const change = changeBy(actor, now);
  return { channel: await deps.store.noticeChannels.replaceSecret(id, secret, now + OLD_SECRET_MS, change), secret };
}

/** @throws AdminError */
export function removeNoticeChannel(id: number, actor: Actor, { store, now }: AdminServices): Promise<void> {
  return store.noticeChannels.remove(id, changeBy(actor, now()));
}

/** Sends one message now, and says how that went. @throws AdminError */
export function testNoticeChannel(id: number, actor: Actor, { deliveries, now }: AdminServices): Promise<Delivery> {
  return deliveries.sendTest(id, changeBy(actor, now()));
}

/** Newest first. */
export function listDeliveries(page: PageRequest & DeliveryFilter, { store }: AdminServices): Promise<Page<Delivery>> {
  return store.deliveries.list(page);
}

/** @throws AdminError */
export async function retryDelivery(id: number, actor: Actor, deps: AdminServices): Promise<Delivery> {
  const delivery = await deps.store.deliveries.retry(id, changeBy(actor, deps.now()));
  deps.deliveries.wake();
  return delivery;
}
