import { expect, test } from 'vitest';
import { UnseenTime } from '../../../src/gateway/answers/unseen-time.ts';

test('unseen time counts from the request while nothing has come', () => {
  expect(new UnseenTime(1000).ms(1250)).toBe(250);
});

test('unseen time counts from the last bytes', () => {
  const unseen = new UnseenTime(1000);
  unseen.onBytes(1200);
  unseen.onBytes(1300);
  expect([unseen.ms(1300), unseen.ms(1450)]).toEqual([0, 150]);
});

test('unseen time includes every pause, also after its end', () => {
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

test('unseen time counts a pause from its start when bytes arrive during it', () => {
  const unseen = new UnseenTime(1000);
  unseen.onPause(1100);
  unseen.onBytes(1150);
  expect(unseen.ms(1200)).toBe(100);
});
