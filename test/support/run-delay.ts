import { readFileSync } from 'node:fs';

/**
 * ms that the main thread of a process was ready to run so far, and had to wait for a core; 0 where the system does not
 * say it. Linux counts it in /proc (Documentation/scheduler/sched-stats.rst).
 */
function runDelayMs(pid: number): number {
  try {
    const [, delayNs] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(delayNs) / 1e6;
  } catch {
    return 0;
  }
}

/** ms that an action takes, without what these processes and this one waited for a core: other jobs of the machine. */
export async function timeWithoutStalls(pids: readonly number[], action: () => Promise<unknown>): Promise<number> {
  const all = [process.pid, ...pids];
  const stalledMs = () => all.reduce((sum, pid) => sum + runDelayMs(pid), 0);
  const [startedAt, before] = [performance.now(), stalledMs()];
  await action();
  const tookMs = performance.now() - startedAt;
  return Math.max(0, tookMs - (stalledMs() - before));
}
