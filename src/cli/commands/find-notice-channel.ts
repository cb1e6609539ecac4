import type { NoticeChannelJson } from '../../api/notice-channel-json.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { NOTICE_CHANNEL } from './notice-channel-texts.ts';

/** @param reference an id or an exact name; an id wins @throws CliError */
export async function findNoticeChannel(terminal: Terminal, reference: string): Promise<NoticeChannelJson> {
  const t = NOTICE_CHANNEL[terminal.language];
  const { data } = await terminal.owner().list<NoticeChannelJson>('/api/notice-channels');
  const byId = data.find(({ id }) => String(id) === reference);
  if (byId !== undefined) return byId;
  const name = reference.normalize('NFC').trim();
  const matches = data.filter((channel) => channel.name.normalize('NFC') === name);
  const [first, second] = matches;
  if (first === undefined) throw new CliError(EXIT.refused, t.notFound(plainLine(reference)));
  if (second === undefined) return first;
  throw new CliError(EXIT.usage, t.several(plainLine(reference), matches.map(({ id }) => id).join(', ')));
}
