import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DiskProbe } from '../../src/ops/disk-probe.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('the disk is written at most once a second, for any number of requests', async () => {
  const write = vi.fn(async () => {});
  const probe = new DiskProbe(write);
  await Promise.all(Array.from({ length: 100 }, () => probe.ask()));
  vi.advanceTimersByTime(999);
  await probe.ask();
  expect(write).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  await probe.ask();
  expect(write).toHaveBeenCalledTimes(2);
});

test('a full disk is reported to each request until there is room again', async () => {
  let full = true;
  const probe = new DiskProbe(async () => {
    if (full) throw new Error('disk is full');
  });
  await expect(probe.ask()).rejects.toThrow('disk is full');
  full = false;
  await expect(probe.ask()).rejects.toThrow('disk is full');
  vi.advanceTimersByTime(1000);
  await expect(probe.ask()).resolves.toBeUndefined();
});
