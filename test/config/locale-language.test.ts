import { expect, test } from 'vitest';
import { terminalLanguage } from '../../src/config/locale-language.ts';

test.each([
  [{ JIGAP_LANGUAGE: 'en', LC_ALL: 'ko_KR.UTF-8' }, 'en'],
  [{ JIGAP_LANGUAGE: 'xx', LANG: 'ko_KR.UTF-8' }, 'ko'],
  [{ LC_ALL: 'en_US.UTF-8', LC_MESSAGES: 'ko_KR.UTF-8', LANG: 'ko_KR.UTF-8' }, 'en'],
  [{ LC_MESSAGES: 'ko', LANG: 'en_US.UTF-8' }, 'ko'],
  [{ LANG: 'KO_kr' }, 'ko'],
  [{ LANG: 'kok_IN.UTF-8' }, null],
  [{ LANG: 'C.UTF-8' }, null],
  [{}, null],
])('a terminal with %j reads %s', (env, language) => {
  expect(terminalLanguage(env)).toBe(language);
});
