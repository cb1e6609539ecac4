import type { ClaimLinkStore } from '../store/claim-link-store.ts';
import { KEEP_EVERY_MS } from './mail-queue.ts';

export interface InterruptedMailsDeps {
  readonly claimLinks: Pick<ClaimLinkStore, 'interruptMails'>;
  readonly logger: { error(details: object, message: string): void };
  /** ms UTC. */
  readonly now: () => number;
}

/** A replica that kept nothing for so long is gone. */
export const KEPT_FOR_MS = 3 * KEEP_EVERY_MS;

/** With several replicas: notes the e-mails that waited in one that died, and none of those that live. */
export class InterruptedMails {
  readonly #deps: InterruptedMailsDeps;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: InterruptedMailsDeps) {
    this.#deps = deps;
  }

  start(): void {
    void this.run();
    this.#timer = setInterval(() => void this.run(), KEEP_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Never rejects: what cannot be noted now is noted the next time. */
  async run(): Promise<void> {
    const { claimLinks, logger, now } = this.#deps;
    try {
      await claimLinks.interruptMails({ keptBefore: now() - KEPT_FOR_MS }, now());
    } catch (err) {
      logger.error({ err }, 'interrupted e-mails were not noted');
    }
  }
}
