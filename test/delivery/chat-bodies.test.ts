import { describe, expect, test } from 'vitest';
import { discordBody } from '../../src/delivery/discord-body.ts';
import type { NoticeMessage } from '../../src/delivery/notice-message.ts';
import { slackBody } from '../../src/delivery/slack-body.ts';

const HOSTILE = [
  '@everyone',
  '@here',
  '<!channel>',
  '<!everyone|hi>',
  '<@U012AB3CD>',
  '<@123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '<:party:123456789012345678>',
  '[click me](https://evil.example)',
  '<https://evil.example|the school>',
  'https://evil.example/steal',
  'HTTP://EVIL.EXAMPLE',
  'evil.example',
  'mallory@evil.example',
  'mailto:mallory@evil.example',
  '**bold** _it_ ~~no~~ `code` ||spoiler||',
  '# Heading',
  '> quote',
  '&lt;!channel&gt;',
  '\\<!channel>',
  '＠everyone',
  'a\nb\n@everyone',
  '\ud800 lone',
];

function message(name: string, url: string | null = null): NoticeMessage {
  return {
    ...{ noticeId: 1, kind: 'student_budget', at: 0, language: 'en', facts: {}, url },
    title: `${name} has used 80 %`,
    text: `${name}: $0.40 of $0.50.`,
  };
}

describe('a name in a message of Slack', () => {
  test.each(HOSTILE)('pings nobody and links nowhere: %j', (name) => {
    const body = JSON.parse(slackBody(message(name)));
    // What Slack reads as a command stands between < and >; entities are the only other thing it decodes.
    expect(body.text).not.toMatch(/[<>]/);
    expect(body.text).not.toMatch(/&(?!amp;|lt;|gt;)/);
    for (const { text } of body.blocks) expect(text.type).toBe('plain_text');
    for (const text of [body.text, ...body.blocks.map((block: { text: { text: string } }) => block.text.text)]) {
      expect(text).not.toMatch(/:\/\/|@(?:everyone|here|channel)|evil\.example|@evil/i);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  test('stays within what Slack takes, however long it is', () => {
    const body = JSON.parse(slackBody(message('<&>'.repeat(3000), 'https://jigap.example/dashboard')));
    expect(body.text.length).toBeLessThanOrEqual(3000);
    expect(body.text).toMatch(/(?:&lt;|&amp;|&gt;)…$/);
    expect(body.blocks[0].text.text.length).toBeLessThanOrEqual(150);
    expect(body.blocks[1].text.text.length).toBeLessThanOrEqual(3000);
    expect(body.blocks[2].elements).toEqual([{ type: 'mrkdwn', text: '<https://jigap.example/dashboard>' }]);
  });
});

describe('a name in a message of Discord', () => {
  /** What is left when each escaped sign is taken out: only this has a meaning for Discord. */
  const live = (content: string) => content.replace(/\\[\\*_~`|<>[\]()#:-]/g, '');

  test.each(HOSTILE)('pings nobody and links nowhere: %j', (name) => {
    const body = JSON.parse(discordBody(message(name)));
    expect(body.allowed_mentions).toEqual({ parse: [] });
    expect(body.flags).toBe(4);
    const [heading = '', ...rest] = live(body.content).split('**$')[0]?.split('\n') ?? [];
    const text = [heading.replace(/^\*\*/, ''), ...rest].join('\n').replace('%**', '%');
    expect(text).not.toMatch(/[*_~`|<>[\]()#]|:\/\/|@(?:everyone|here)|evil\.example|@evil/i);
    expect(body.content.isWellFormed()).toBe(true);
  });

  test('stays within 2,000 characters, with the link whole and no sign without its backslash', () => {
    for (const name of ['*', '👩‍👩‍👧‍👦', '가', '\\', '@'].map((sign) => sign.repeat(4000))) {
      const { content } = JSON.parse(discordBody(message(name, 'https://jigap.example/dashboard/classes/3')));
      expect(content.length).toBeLessThanOrEqual(2000);
      expect(content.endsWith('\n<https://jigap.example/dashboard/classes/3>')).toBe(true);
      expect(content.isWellFormed()).toBe(true);
      expect(live(content)).not.toContain('\\');
    }
  });
});
