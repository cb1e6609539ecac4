import { expect, test } from 'vitest';
import { UnseenTime } from '../../../src/gateway/answers/unseen-time.ts';

test('is the time since the request was sent, as long as nothing came', () => {
  expect(new UnseenTime(1000).ms(1250)).toBe(250);
});

test('is the time since the last bytes', () => {
  const unseen = new UnseenTime(1000);
  unseen.onBytes(1200);
  unseen.onBytes(1300);
  expect([unseen.ms(1300), unseen.ms(1450)]).toEqual([0, 150]);
});

test('counts every pause, also after it has ended', () => {
  const unseen = new UnseenTime(1000);
  unseen.onBytes(1100);
  unseen.onPause(1100);
  expect(unseen.ms(1150)).toBe(50);
  unseen.onPause(1160);
  unseen.onResume(1200);
  unseen.onResume(1210);
  unseen.onBytes(1220);
  expect(unseen.ms(1220)).toBe(100);
  unseen.onPause(1230);
  expect(unseen.ms(1300)).toBe(100 + 80);
});

test('counts a pause from its start, when bytes that were under way came during it', () => {
  const unseen = new UnseenTime(1000);
  unseen.onPause(1100);
  unseen.onBytes(1150);
  expect(unseen.ms(1200)).toBe(100);
});
