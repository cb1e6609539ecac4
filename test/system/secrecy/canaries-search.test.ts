import { expect, test } from 'vitest';
import { leaksIn, SECRETS } from './canaries.ts';

const { key } = SECRETS;

test.each<[string, string | Uint8Array]>([
  ['as it is', `a ${key} b`],
  ['in small letters', key.toLowerCase()],
  ['in hexadecimal', Buffer.from(key).toString('hex')],
  ['in UTF-16', Buffer.from(key, 'utf16le')],
  ['in base64', Buffer.from(`Bearer ${key}`).toString('base64')],
  ['in base64, shifted', Buffer.from(`x${key}y`).toString('base64')],
  ['in base64url, shifted', Buffer.from(`xy${key}`).toString('base64url')],
])('a canary is found %s', (_how, bytes) => {
  expect(leaksIn(bytes, { key })).toEqual(['key']);
  expect(leaksIn(bytes, SECRETS)).toContain('key');
});

test('the search finds no canary in a text without one', () => {
  expect(leaksIn('{"id":"chatcmpl-1"}', SECRETS)).toEqual([]);
});
