import { escapeAndCut, withoutLinks } from './chat-text.ts';
import type { NoticeMessage } from './notice-message.ts';

/** Of `content`, by Discord. */
const MAX_CONTENT_LENGTH = 2000;
/** SUPPRESS_EMBEDS: no preview of a page. */
const NO_PREVIEWS = 4;

/** The JSON of Discord's webhooks. */
export function discordBody({ title, text, url }: NoticeMessage): string {
  const heading = escapeAndCut(title, escapeDiscord, 300);
  const link = url === null ? '' : `\n<${url}>`;
  const left = MAX_CONTENT_LENGTH - heading.length - link.length - '****\n'.length;
  const rest = text === '' ? '' : `\n${escapeAndCut(text, escapeDiscord, left)}`;
  const content = `**${heading}**${rest}${link}`;
  return JSON.stringify({ content, allowed_mentions: { parse: [] }, flags: NO_PREVIEWS });
}

/** Markdown, mentions (<@...>) and custom emoji, each sign behind a backslash. */
function escapeDiscord(text: string): string {
  return withoutLinks(text).replace(/[\\*_~`|<>[\]()#:-]/g, (sign) => `\\${sign}`);
}
