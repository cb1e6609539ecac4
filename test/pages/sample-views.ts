import type { ViewContext } from '../../src/pages/web/view-context.ts';
import { TEST_START } from '../support/clock.ts';

export const ENGLISH: ViewContext = {
  role: 'guest',
  language: 'en',
  ownerTitle: 'your teacher',
  timeZone: 'Asia/Seoul',
  homeTimeZone: 'Asia/Seoul',
  krwPerUsd: null,
  isDemo: false,
  now: TEST_START,
  here: '/',
  path: '/',
  back: null,
  origin: 'http://127.0.0.1',
  shell: 'posix',
  notice: null,
  unreadNotices: 0,
  csrf: null,
};
export const KOREAN: ViewContext = { ...ENGLISH, language: 'ko', ownerTitle: '선생님', krwPerUsd: 1400 };
