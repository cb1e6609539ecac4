import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Command, CommandAnswer, KillPoint, Load, LoadReport, ReplicaOptions } from './commands.ts';

const PROCESS = join(import.meta.dirname, 'replica-process.ts');
const START_TIMEOUT_MS = 60_000;

/** An answer that never came: the process was killed. */
export class ReplicaEndedError extends Error {
  override readonly name = 'ReplicaEndedError';
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A store in a process of its own. */
export class Replica {
  readonly name: string;
  readonly options: ReplicaOptions;
  readonly ended: Promise<NodeJS.Signals | null>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #number = 0;

  private constructor(name: string, options: ReplicaOptions) {
    this.name = name;
    this.options = options;
    this.#child = fork(PROCESS, [JSON.stringify(options)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (answer) => this.#take(answer as CommandAnswer));
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (_code, signal) => {
        resolve(signal);
        const error = new ReplicaEndedError(`${name} has ended`);
        for (const { reject } of this.#waiting.values()) reject(error);
        this.#waiting.clear();
      });
    });
  }

  /** @throws Error with the words of the store that did not open */
  static async start(name: string, options: ReplicaOptions): Promise<Replica> {
    const replica = new Replica(name, options);
    const opened = new Promise((resolve, reject) => replica.#waiting.set(0, { resolve, reject }));
    const timer = setTimeout(() => replica.signal('SIGKILL'), START_TIMEOUT_MS);
    await opened.finally(() => clearTimeout(timer));
    return replica;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Calls a method of the store. */
  async call<Result>(store: string, method: string, ...values: readonly unknown[]): Promise<Result> {
    return (await this.#ask({ kind: 'call', store, method, values })) as Result;
  }

  async load(load: Load): Promise<LoadReport> {
    return (await this.#ask({ kind: 'load', ...load })) as LoadReport;
  }

  async killAt(point: KillPoint, nth: number): Promise<void> {
    await this.#ask({ kind: 'kill-at', point, nth });
  }

  /** @returns the bytes of everything as CSV */
  async exportAll(): Promise<number> {
    return (await this.#ask({ kind: 'export' })) as number;
  }

  async problem(): Promise<string | null> {
    return (await this.#ask({ kind: 'problem' })) as string | null;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  /** Cleanly. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    await this.#ask({ kind: 'close' });
    await this.ended;
  }

  #ask(command: Command): Promise<unknown> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return Promise.reject(new ReplicaEndedError(`${this.name} has ended`));
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#child.send({ number, command });
    });
  }

  #take(answer: CommandAnswer): void {
    const waiting = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    if ('result' in answer) waiting?.resolve(answer.result);
    else waiting?.reject(Object.assign(new Error(answer.error.message), { name: answer.error.name }));
  }
}
