import { expect, test } from 'vitest';
import { MemoryRelease } from '../../src/ops/memory-release.ts';

const MIB = 1024 * 1024;

function startJob() {
  const process = { bytes: 180 * MIB, utilization: 0.5, releases: 0 };
  const job = new MemoryRelease({
    release: async () => {
      process.releases++;
      process.bytes = 120 * MIB;
    },
    residentBytes: () => process.bytes,
    utilization: () => process.utilization,
  });
  return { job, process };
}

test('memory is given back after the start, however busy that was', async () => {
  const { job, process } = startJob();
  await job.run();
  expect(process.releases).toBe(1);
});

test('memory is given back once after a lesson, and not while students call', async () => {
  const { job, process } = startJob();
  await job.run();
  process.bytes = 190 * MIB;
  await job.run();
  expect(process.releases).toBe(1);
  process.utilization = 0.01;
  await job.run();
  await job.run();
  expect(process.releases).toBe(2);
});

test('an idle process that has hardly grown is not stopped for a collection', async () => {
  const { job, process } = startJob();
  await job.run();
  process.utilization = 0.01;
  process.bytes += 15 * MIB;
  await job.run();
  expect(process.releases).toBe(1);
});
