import { type ChannelKind, parseChannelUrl } from '../access/channel-address.ts';
import type { Delivery } from '../store/delivery-store.ts';
import type { NoticeChannel } from '../store/notice-channel-store.ts';
import { AdminError, type FieldPath } from './admin-error.ts';
import { parseEmail } from './parse-name.ts';

/** A person has two or three. */
export const MAX_CHANNELS = 20;
/** Says how many notices were not sent, so it goes to every channel. */
export const ALWAYS_SENT: ReadonlySet<string> = new Set(['more']);

/** @returns the address as it is kept @throws AdminError */
export function parseAddress(kind: ChannelKind, text: string, path: FieldPath): string {
  if (kind === 'email') return parseEmail(text.trim(), path) ?? '';
  const parsed = parseChannelUrl(text);
  if ('problem' in parsed) throw new AdminError({ code: parsed.problem }, path);
  return parsed.url;
}

/** @param kinds null: all, those of later versions too @param known what may be chosen @throws AdminError */
export function parseNoticeKinds(
  kinds: readonly string[] | null,
  known: readonly string[],
  path: FieldPath,
): readonly string[] | null {
  if (kinds === null) return null;
  for (const [index, kind] of kinds.entries()) {
    if (!known.includes(kind)) throw new AdminError({ code: 'notice_kind_unknown', kind, known }, [...path, index]);
  }
  return known.filter((kind) => kinds.includes(kind));
}

/** @param channel null: it was removed @throws AdminError */
export function checkRetry({ state, noticeId, channelName }: Delivery, channel: NoticeChannel | null): void {
  if (state === 'sent') throw new AdminError({ code: 'delivery_sent' });
  if (noticeId === null) throw new AdminError({ code: 'delivery_is_test' });
  if (channel === null || channel.off !== null) throw new AdminError({ code: 'notice_channel_off', name: channelName });
}
