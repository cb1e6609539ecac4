import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Of the clock of /proc: Linux has 100 ticks a second everywhere. */
const TICK_MS = 10;

/** The fields of /proc/<pid>/stat after the name, which may hold spaces; null: there is no such process. */
function statOf(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.[1] === String(parent));
}

/** CPU of a server and of its backends, also of those that have ended, ms. */
export function cpuMsOf(server: number): number {
  const [user, system, userOfEnded, systemOfEnded] = ticks(server);
  const backends = childrenOf(server).map((pid) => {
    const [ownUser, ownSystem] = ticks(pid);
    return ownUser + ownSystem;
  });
  return TICK_MS * backends.reduce((sum, each) => sum + each, user + system + userOfEnded + systemOfEnded);
}

function ticks(pid: number): [number, number, number, number] {
  const fields = statOf(pid) ?? [];
  return [Number(fields[11] ?? 0), Number(fields[12] ?? 0), Number(fields[13] ?? 0), Number(fields[14] ?? 0)];
}

/** As a power cut does: the server and all of its backends, at once. Resolves when they are gone. */
export async function killTree(server: number): Promise<void> {
  // Stopped first: it starts no other backend meanwhile.
  signal(server, 'SIGSTOP');
  const all = [...childrenOf(server), server];
  for (const pid of all) signal(pid, 'SIGKILL');
  while (all.some(isRunning)) await pause(5);
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

/** A zombie has ended. */
function isRunning(pid: number): boolean {
  const state = statOf(pid)?.[0];
  return state !== undefined && state !== 'Z';
}
