import { readFileSync } from 'node:fs';

/** Of the kernel's clock in /proc: 100 a second on every Linux that Node runs on. */
const MS_PER_TICK = 10;
const BYTES_PER_KB = 1024;

/** CPU time of all threads of a process, living and ended, ms; in steps of 10 ms. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program stands in brackets and may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

/** Memory that a process has in RAM now, bytes. */
export function rssBytesOf(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) * BYTES_PER_KB;
}

/** Watches the memory of a process; `stop` says the most it had, bytes. */
export function watchRss(pid: number, everyMs: number): { stop(): number } {
  let most = rssBytesOf(pid);
  const look = () => {
    most = Math.max(most, rssBytesOf(pid));
  };
  const timer = setInterval(look, everyMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      return most;
    },
  };
}

/** CPU time, in ms, of this process and of those of its children that have ended. */
export function ownCpuMs(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0) * MS_PER_TICK;
}

/** CPU time, in ms, that all processes of the machine have had together since it started, and what its host took away. */
export function machineCpuMs(): number {
  const [, user, nice, system, , , interrupts, softInterrupts, stolen] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)
    .join('')
    .split(/ +/)
    .map(Number);
  const busy = [user, nice, system, interrupts, softInterrupts, stolen].reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  return busy * MS_PER_TICK;
}
