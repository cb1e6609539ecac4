import type { NoticeChannel } from '../../../store/notice-channel-store.ts';
import { badge } from '../../components/badge.ts';
import type { Html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CHANNELS } from './texts.ts';

export function channelState({ language }: OwnerView, { off }: NoticeChannel): Html {
  const t = CHANNELS[language];
  if (off === null) return badge(t.on, 'good');
  return badge(t.off[off.reason], off.reason === 'owner' ? 'plain' : 'bad');
}
