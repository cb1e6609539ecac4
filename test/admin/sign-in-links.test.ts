import { expect, test } from 'vitest';
import { isUsableLink, SIGN_IN_LINK_LIFETIME_MS, signInLinkHash } from '../../src/admin/sign-in-links.ts';

const MADE = Date.parse('2026-11-26T00:00:00Z');
const HASH = signInLinkHash('secret', 'owner token hash');
const LINK = { hash: HASH, createdAt: MADE };

test.each([
  ['at once', 0, true],
  ['until it expires', SIGN_IN_LINK_LIFETIME_MS - 1, true],
  ['no more when it has expired', SIGN_IN_LINK_LIFETIME_MS, false],
  ['a year later', 365 * 86_400_000, false],
  ['when the clock was corrected by seconds', -5_000, true],
  ['no more when the clock was set back by an hour', -3_600_000, false],
])('a link works %s', (_when, after, works) => {
  expect(isUsableLink(LINK, HASH, MADE + after)).toBe(works);
});

test('a link works for its own secret and owner token only, and not without a link', () => {
  expect(isUsableLink(LINK, signInLinkHash('other', 'owner token hash'), MADE)).toBe(false);
  expect(isUsableLink(LINK, signInLinkHash('secret', 'next owner token hash'), MADE)).toBe(false);
  expect(isUsableLink(null, HASH, MADE)).toBe(false);
});
