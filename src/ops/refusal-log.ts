import type { Observer, RefusalReport } from '../gateway/call.ts';
import type { RefusalName } from '../gateway/refusals/refusal.ts';
import type { RecordStore } from '../store/record-store.ts';
import type { RefusalNote } from '../store/refusal-store.ts';

const WRITE_AFTER_MS = 1000;
const MAX_ROWS = 200;
/** So that no flood of another kind hides who ran out of money. */
const ROWS_RESERVED_FOR_MONEY = 50;

const MONEY_REFUSALS: ReadonlySet<string> = new Set<RefusalName>(['moneySpent', 'moneyHeld']);

/** They end a call that had its hold: its usage record says it already. */
const HAS_USAGE_RECORD: ReadonlySet<string> = new Set<RefusalName>([
  'interrupted',
  'upstreamUnreachable',
  'upstreamFailed',
  'upstreamDied',
  'upstreamTimeout',
  'upstreamKey',
  'upstreamAddress',
  'upstreamOutOfMoney',
  'upstreamModel',
  'upstreamUnsupported',
  'upstreamBusy',
  'upstreamTooLong',
  'upstreamInputTooLong',
  'upstreamRefused',
]);

interface Deps {
  readonly records: Pick<RecordStore, 'noteRefusals'>;
  /** ms UTC. */
  readonly now: () => number;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Keeps refusals for the owner without costing the request path more than a look into a map: they are collected and
 * written at most once a second, in one transaction, those alike as one row. What a flood brings beyond 200 rows is only
 * counted. A crash, or a disk that fails, loses the last second of them: they are no money.
 */
export class RefusalLog implements Observer {
  readonly #deps: Deps;
  #waiting = new Map<string, { -readonly [K in keyof RefusalNote]: RefusalNote[K] }>();
  #rows = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  callRefused({ studentId, tokenId, model, endpoint, refusal, status }: RefusalReport): void {
    if (HAS_USAGE_RECORD.has(refusal)) return;
    const like = [studentId, refusal, tokenId, model, endpoint, status].join('\n');
    const fits = this.#rows < (MONEY_REFUSALS.has(refusal) ? MAX_ROWS : MAX_ROWS - ROWS_RESERVED_FOR_MONEY);
    const listed = studentId !== null && (fits || this.#waiting.has(like));
    const key = listed ? like : [studentId, refusal].join('\n');
    const known = this.#waiting.get(key);
    if (known !== undefined) {
      known.times++;
      return;
    }
    const note = { studentId, tokenId, model, endpoint, reason: refusal, status, times: 1, listed };
    this.#waiting.set(key, { at: this.#deps.now(), ...note });
    if (listed) this.#rows++;
    this.#writeSoon();
  }

  callEnded(): void {}

  failed(): void {}

  /** Writes the refusals that wait. Call it after the last request, before the store is closed. */
  async stop(): Promise<void> {
    await this.#writing;
    clearTimeout(this.#timer);
    if (this.#waiting.size > 0) await this.#write();
  }

  #writeSoon(): void {
    if (this.#writing !== null || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#writing = this.#write().finally(() => {
        this.#writing = null;
        if (this.#waiting.size > 0) this.#writeSoon();
      });
    }, WRITE_AFTER_MS).unref();
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    const notes = [...this.#waiting.values()];
    this.#waiting = new Map();
    this.#rows = 0;
    try {
      await this.#deps.records.noteRefusals(notes);
    } catch (error) {
      this.#deps.onFailure(error);
    }
  }
}
