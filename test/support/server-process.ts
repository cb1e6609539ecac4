import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:net';

/** A server in a process of its own, as an owner would run it. */
export interface ServerProcess {
  readonly pid: number | undefined;
  /** All that it has printed so far, on both streams. */
  readonly printed: () => string;
  readonly hasEnded: () => boolean;
  /** Resolves with the first match in what it prints; rejects when it ends, or two minutes pass, without one. */
  readonly prints: (pattern: RegExp) => Promise<string>;
  /** Asks it to end and waits until it has; its exit code, or null when it had to be killed after two minutes. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  /** Closes our end of its output: what it writes from now on fails. */
  readonly stopReading: () => void;
}

export interface ServerCommand {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly uid?: number;
  readonly gid?: number;
}

const PATIENCE_MS = 120_000;

export function startServer({ command, ...options }: ServerCommand): ServerProcess {
  const [program, ...args] = command;
  if (program === undefined) throw new Error('there is no command to start');
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  endWithUs(child);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const output = new EventEmitter().setMaxListeners(0);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      output.emit('more');
    });
  }
  const prints = async (pattern: RegExp) => {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const [found] = pattern.exec(printed) ?? [];
      if (found !== undefined) return found;
      const more = once(output, 'more', { signal: deadline }).then(() => true);
      if (!(await Promise.race([more, ended.then(() => false)]))) throw new Error(`the server ended: ${printed}`);
    }
  };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    const code = await ended;
    clearTimeout(patience);
    return code;
  };
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stopReading = () => {
    child.stdout.destroy();
    child.stderr.destroy();
  };
  return { stopReading, pid: child.pid, printed: () => printed, hasEnded, prints, stop };
}

const running = new Set<ChildProcess>();

/** Ends every started process when the tests end, in any way. */
function endWithUs(child: ChildProcess): void {
  if (running.size === 0) process.on('exit', killAll);
  running.add(child);
  child.once('close', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killAll);
  });
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** The address on which a server listens, as soon as it prints it. */
export async function runningUrl({ prints }: ServerProcess): Promise<string> {
  const [, url = ''] = /running at (\S+)\n/.exec(await prints(/running at \S+\n/)) ?? [];
  return url;
}

/** A port of 127.0.0.1 without a listener now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('the probe has no port');
  return address.port;
}
