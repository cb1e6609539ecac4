import { testEveryPage } from './every-page.ts';

testEveryPage('en-GB', [
  { width: 1280, scheme: 'light', asks: 'everything' },
  { width: 390, scheme: 'dark', asks: 'colours' },
]);
