import type { AwaitedAnswer } from '../engine/awaited-answer.ts';
import type { Sockets } from '../engine/sockets.ts';
import type { Watch } from './watch.ts';

const LOOK_MS = 1000;
/** A wait for a lock or a standby may take longer: the server says that it works on the answer. */
const MAX_SILENT_MS = 10_000;

/**
 * Ends connections that are lost alone, as when a firewall has forgotten one of them: nothing arrives, nothing ends, and all
 * others are well. The server is asked, by the connection of the watch, whether it still works on what was sent.
 */
export class SilenceGuard {
  readonly #sockets: Sockets;
  readonly #watch: Pick<Watch, 'findWorking'>;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;

  constructor(sockets: Sockets, watch: Pick<Watch, 'findWorking'>) {
    this.#sockets = sockets;
    this.#watch = watch;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = null;
      });
    }, LOOK_MS).unref();
  }

  /** To be called before the watch is closed. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      const silent = this.#sockets.silentFor(MAX_SILENT_MS).map((answer) => ({ answer, since: answer.since }));
      if (silent.length === 0) return;
      const working = await this.#watch.findWorking(silent.flatMap(({ answer: { pid } }) => pid ?? []));
      // This process may have been stopped itself: what has come meanwhile was read before the answer to this look.
      const lost = silent.filter(({ answer, since }) => answer.since === since && !isWorking(answer, working));
      for (const { answer } of lost) answer.destroy();
    } catch {
      // The watch is lost as well, and ends all of them.
    }
  }
}

function isWorking({ pid }: AwaitedAnswer, working: ReadonlySet<number>): boolean {
  return pid !== null && working.has(pid);
}
