import { expect, test } from 'vitest';
import { preferredLanguage } from '../../src/language/accept-language.ts';

test.each([
  ['ko-KR,ko;q=0.9,en;q=0.8', 'ko'],
  ['fr, en;q=0.5, ko;q=0.4', 'en'],
  ['en;q=0, ko;q=0.1', 'ko'],
  ['fr', null],
  ['*', null],
  ['', null],
])('Accept-Language "%s" prefers %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});

test('a header of a megabyte is read in its first part only', () => {
  expect(preferredLanguage(`${'fr,'.repeat(400_000)}ko`)).toBeNull();
});
