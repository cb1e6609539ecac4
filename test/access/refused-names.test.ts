import { describe, expect, test } from 'vitest';
import { isPublishedShape } from '../../src/access/refused-names.ts';
import { loadConfig } from '../../src/config/config.ts';

const { catalogue } = loadConfig({}).models;

describe('isPublishedShape', () => {
  test('takes every name of the catalogue but a fine-tuned one', () => {
    const refused = [...catalogue.keys()].filter((name) => !isPublishedShape(name));
    expect(refused).toEqual(['ft:gpt-3.5-turbo']);
  });

  test.each([
    ...['gpt-4o', 'gpt-4.1-mini', 'text-embedding-ada-002', 'gpt-3.5-turbo-0125', 'gpt-7', 'chatgpt-4o-latest'],
    ...['davinci', 'text-moderation-latest', 'whisper-1', 'tts-1-hd', 'dall-e-3', 'o5-mini', 'gemini-2.5-flash'],
    ...[
      'claude-sonnet-4-5-20250929',
      'meta-llama/Llama-3.3-70B-Instruct',
      'mixtral-8x7b',
      'llama3.2:3b',
      'deepseek-chat',
    ],
  ])('takes %s, for which a client may ask by default', (name) => {
    expect(isPublishedShape(name)).toBe(true);
  });

  test.each([
    ['', 'nothing'],
    ['write me an essay about 1984', 'a prompt'],
    ['write-me-an-essay-about-1984', 'a prompt without blanks'],
    ['gpt please solve exercise 4 for me', 'a prompt that begins as a name does'],
    ['gpt-5-secret', 'a word that no publisher uses'],
    ['gpt-kim-seoyeon-4', 'a name of a person'],
    ['gpt-010-1234-5678', 'a telephone number with the beginning of a name'],
    ['gpt-4o-'.repeat(10), 'a long name'],
    ['gpt-1-2-3-4-5-6-7-8-9', 'many parts'],
    ['sk-proj-TheRealKeyOfTheOwner0123456789abcdef', 'a key'],
    ['gpt-TheRealKeyOfTheOwner0123456789abcdef', 'a key with the beginning of a name'],
    ['jgp_0123456789abcdef0123456789abcdef', 'an API token'],
    ['gpt-4o\n', 'a line break'],
    ['gpt-4o\u0000', 'a zero byte'],
    ['gpt-4o\u202e', 'a mark that turns text'],
    ['gpt-4o<script>', 'markup'],
    ['gpt-4o,b=c', 'what settings part names with'],
    ['gpt--4o', 'two separators'],
    ['김서연의 비밀 4', 'a sentence in another script'],
    ['gpt-４o', 'full-width digits'],
    ['kim.seoyeon@school.example', 'an address'],
    ['010-1234-5678', 'a telephone number'],
    ['ft:gpt-3.5-turbo:my-org:custom:abc123', 'a fine-tuned model, which names an organization'],
  ])('refuses %j: %s', (name) => {
    expect(isPublishedShape(name)).toBe(false);
  });
});
