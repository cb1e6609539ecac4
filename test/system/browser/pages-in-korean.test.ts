import { testEveryPage } from './every-page.ts';

testEveryPage('ko-KR', [
  { width: 390, scheme: 'light', asks: 'everything' },
  { width: 1280, scheme: 'dark', asks: 'colours' },
]);
