import { escapeAndCut, withoutLinks } from './chat-text.ts';
import type { NoticeMessage } from './notice-message.ts';

/** Slack's own limits are 150 for a header, 3,000 for a section, 40,000 for a message. */
const MAX_HEADER_LENGTH = 150;
const MAX_SECTION_LENGTH = 3000;
const MAX_FALLBACK_LENGTH = 3000;

/**
 * The JSON of Slack's incoming webhooks. Blocks of plain_text know neither mentions nor links; `text` is for
 * notifications and for other chats that take the same form.
 */
export function slackBody({ title, text, url }: NoticeMessage): string {
  const plain = (content: string, max: number) => ({
    type: 'plain_text',
    text: escapeAndCut(content, withoutLinks, max),
    emoji: false,
  });
  const fallback = escapeAndCut(text === '' ? title : `${title}\n${text}`, escapeSlack, MAX_FALLBACK_LENGTH);
  const blocks = [
    { type: 'header', text: plain(title, MAX_HEADER_LENGTH) },
    ...(text === '' ? [] : [{ type: 'section', text: plain(text, MAX_SECTION_LENGTH) }]),
    ...(url === null ? [] : [{ type: 'context', elements: [{ type: 'mrkdwn', text: `<${url}>` }] }]),
  ];
  return JSON.stringify({ text: fallback, blocks, unfurl_links: false, unfurl_media: false });
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack reads <...> as a link, a mention or a command. */
function escapeSlack(text: string): string {
  return withoutLinks(text).replace(/[&<>]/g, (character) => ENTITIES[character] ?? '');
}
