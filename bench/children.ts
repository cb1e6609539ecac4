import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const START_PATIENCE_MS = 30_000;
const STOP_PATIENCE_MS = 8_000;

/** Where processes can be kept on a core of their own: the target on the first, everything else on the second. */
export const TARGET_CORE = '0';
export const OTHER_CORE = '1';
export const canPin = [TARGET_CORE, OTHER_CORE].every(
  (core) => spawnSync('taskset', ['-c', core, 'true']).status === 0,
);

/** This process waits while others are measured; it must not do so on the target's core. */
export function pinOurselves(): void {
  if (canPin) spawnSync('taskset', ['-cp', OTHER_CORE, String(process.pid)]);
}

export interface ChildOptions {
  readonly command: readonly string[];
  /** A list for taskset; not pinned without one. */
  readonly cores?: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Takes what it prints; found again by `prints`. */
  readonly logPath: string;
  /** Speaks with us over IPC. */
  readonly ipc?: boolean;
  /** Leaves its core to whoever needs it. */
  readonly isNice?: boolean;
}

/** A second load generator or upstream. */
export interface Helper {
  /** Of its log. */
  readonly name?: string;
  readonly isNice?: boolean;
}

export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  /** The first match in what it has printed; waits for it. @throws Error when it ends or half a minute passes first */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Asks it to end; kills it when it does not. Resolves when it is gone. */
  end(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Ends every child when the bench ends, in any way. */
export function endChildrenWithUs(): void {
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
}

export function startChild({ command, cores, cwd, env, logPath, ipc = false, isNice = false }: ChildOptions): Child {
  const pinned = cores !== undefined && canPin ? ['taskset', '-c', cores, ...command] : command;
  const [program = '', ...args] = isNice ? ['nice', '-n', '19', ...pinned] : pinned;
  const log = openSync(logPath, 'w');
  const stdio = ['ignore', log, log, ...(ipc ? ['ipc' as const] : [])];
  // taskset replaces itself by the command, so the pid is that of the process to be measured.
  const child = spawn(program, args, {
    stdio: stdio as ['ignore', number, number],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  closeSync(log);
  running.add(child);
  const ended = once(child, 'close').catch(() => undefined);
  void ended.then(() => running.delete(child));
  if (child.pid === undefined) throw new Error(`${program} could not be started`);
  return {
    pid: child.pid,
    process: child,
    prints: (pattern) => findPrinted(child, logPath, pattern),
    async end() {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}

async function findPrinted(child: ChildProcess, logPath: string, pattern: RegExp): Promise<RegExpExecArray> {
  const deadline = performance.now() + START_PATIENCE_MS;
  for (;;) {
    const printed = readFileSync(logPath, 'utf8');
    const found = pattern.exec(printed);
    if (found !== null) return found;
    const over = child.exitCode !== null || child.signalCode !== null;
    if (over || performance.now() > deadline) {
      throw new Error(`${child.spawnargs.join(' ')} ${over ? 'ended' : 'is not ready'}: ${printed.slice(-2000)}`);
    }
    await wait(2);
  }
}
