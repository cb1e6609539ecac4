import { type ClaimMail, claimLinkState, type MailProblem } from '../access/claim-links.ts';
import type { Mailer, OutgoingMail } from '../admin/mailer.ts';
import type { ClaimLinkStore } from '../store/claim-link-store.ts';
import { MailError, type Sender } from './smtp-sender.ts';

const MAX_AT_ONCE = 2;
/** With several replicas: how often each tells the others which e-mails it still sends. */
export const KEEP_EVERY_MS = 60_000;
/** A server that greylists takes an e-mail after some minutes. */
const RETRY_AFTER_MS = [10_000, 60_000, 300_000] as const;
/** The next e-mail would fail as well, and a server locks out who tries a wrong password again and again. */
const HOPELESS: ReadonlySet<MailProblem> = new Set(['sign_in_refused', 'no_encryption']);

interface QueuedMail {
  readonly mail: OutgoingMail;
  readonly attempt: number;
}

export interface MailQueueDeps {
  readonly sender: Sender;
  readonly claimLinks: ClaimLinkStore;
  readonly linkOf: Mailer['linkOf'];
  readonly logger: { warn(details: object, message: string): void; error(details: object, message: string): void };
  /** ms UTC. */
  readonly now: () => number;
  /** true: other replicas would take the e-mails for interrupted that none keeps. Absent: there are none. */
  readonly isShared?: boolean;
  /** For tests; otherwise RETRY_AFTER_MS. */
  readonly retryAfterMs?: readonly number[];
}

/**
 * E-mails that wait in memory, because the codes in them are stored nowhere: what a process leaves unsent is noted as
 * interrupted, and needs a new link. No address and no text reaches the log.
 */
export class MailQueue implements Mailer {
  readonly linkOf: Mailer['linkOf'];
  readonly #deps: MailQueueDeps;
  readonly #retryAfterMs: readonly number[];
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Links whose e-mails are not known to be sent or failed. */
  readonly #open = new Set<number>();
  #keeping: NodeJS.Timeout | undefined;
  #waiting: QueuedMail[] = [];
  #running = new Set<Promise<void>>();
  #isStopping = false;

  constructor(deps: MailQueueDeps) {
    this.#deps = deps;
    this.linkOf = deps.linkOf;
    this.#retryAfterMs = deps.retryAfterMs ?? RETRY_AFTER_MS;
  }

  send(mails: readonly OutgoingMail[]): void {
    this.#waiting.push(...mails.map((mail) => ({ mail, attempt: 0 })));
    for (const { linkId } of mails) this.#open.add(linkId);
    if (this.#deps.isShared) this.#keeping ??= setInterval(() => void this.#keep(), KEEP_EVERY_MS).unref();
    this.#start();
  }

  /** What was not sent by then is noted as interrupted. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#waiting = [];
    for (const timer of this.#timers) clearTimeout(timer);
    clearInterval(this.#keeping);
    this.#deps.sender.close();
    await Promise.all(this.#running);
    await this.#deps.claimLinks.interruptMails({ linkIds: [...this.#open] }, this.#deps.now());
  }

  #start(): void {
    while (!this.#isStopping && this.#running.size < MAX_AT_ONCE) {
      const queued = this.#waiting.shift();
      if (queued === undefined) return;
      const running: Promise<void> = this.#deliver(queued)
        .catch((error: unknown) => this.#deps.logger.error({ err: error, linkId: queued.mail.linkId }, 'e-mail'))
        .finally(() => {
          this.#running.delete(running);
          this.#start();
        });
      this.#running.add(running);
    }
  }

  async #deliver({ mail, attempt }: QueuedMail): Promise<void> {
    // A link that was replaced, revoked or used meanwhile must not arrive.
    if (!(await this.#isOpen(mail))) {
      this.#open.delete(mail.linkId);
      return;
    }
    try {
      await this.#deps.sender.send(mail);
      await this.#note([mail], 'sent', null);
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      await this.#handleFailure({ mail, attempt }, error);
    }
  }

  async #handleFailure({ mail, attempt }: QueuedMail, error: MailError): Promise<void> {
    if (this.#isStopping) return;
    const { problem, status } = error;
    const waitMs = this.#retryAfterMs[attempt];
    if (error.isTransient && waitMs !== undefined) {
      this.#retryLater({ mail, attempt: attempt + 1 }, waitMs);
      return;
    }
    const lost = HOPELESS.has(problem) ? this.#waiting.splice(0).map((queued) => queued.mail) : [];
    const linkIds = [mail, ...lost].map(({ linkId }) => linkId);
    this.#deps.logger.warn({ linkIds, problem, smtpStatus: status }, 'an e-mail was not sent');
    await this.#note([mail, ...lost], 'failed', problem);
  }

  #retryLater(queued: QueuedMail, waitMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#waiting.push(queued);
      this.#start();
    }, waitMs);
    this.#timers.add(timer);
  }

  async #isOpen({ linkId, studentId }: OutgoingMail): Promise<boolean> {
    const link = (await this.#deps.claimLinks.newestOf([studentId])).get(studentId);
    return link?.id === linkId && claimLinkState(link, this.#deps.now()) === 'open';
  }

  async #note(mails: readonly OutgoingMail[], state: ClaimMail['state'], problem: MailProblem | null): Promise<void> {
    const at = this.#deps.now();
    await this.#deps.claimLinks.noteMails(
      mails.map(({ linkId, to }) => ({ id: linkId, mail: { state, to, at, problem } })),
    );
    for (const { linkId } of mails) this.#open.delete(linkId);
  }

  async #keep(): Promise<void> {
    if (this.#open.size === 0) return;
    const { claimLinks, logger, now } = this.#deps;
    await claimLinks
      .keepMails([...this.#open], now())
      .catch((err: unknown) => logger.error({ err }, 'e-mails that wait were not noted'));
  }
}
