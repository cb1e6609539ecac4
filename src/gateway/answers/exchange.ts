import type { Exit } from '../../ledger/exits.ts';
import { exitOfStatus } from '../../ledger/status-exit.ts';
import type { UpstreamCall, UpstreamError, UpstreamHeaders, UpstreamListener } from '../../upstream/upstream.ts';
import type { Drain } from './drains.ts';
import type { ExchangeOptions } from './exchange-options.ts';
import { type AbortReason, type Broken, brokenBy, type ExchangeResult } from './exchange-result.ts';
import { holdsAnswers, isAnswer } from './is-answer.ts';
import { JsonAnswer } from './json-answer.ts';
import { StreamRelay } from './stream-relay.ts';
import { UnseenTime } from './unseen-time.ts';
import { isError, isEventStream, isSuccess } from './upstream-status.ts';
import type { WholeAnswer } from './whole-answer.ts';

const LOST: Broken = { kind: 'broken', by: 'upstream', usage: null };

/** Some servers tell the usage after [DONE]. The client has its answer by then; only its settlement waits. */
const USAGE_AFTER_END_MS = 1000;

/**
 * Sends one call and sees it to its end, whatever either side does: steps 7 and 8. Never rejects; the exit says what
 * happened, and there is always exactly one.
 */
export function exchange(options: ExchangeOptions): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    new Exchange(options, resolve).begin();
  });
}

class Exchange implements UpstreamListener {
  readonly #options: ExchangeOptions;
  readonly #done: (result: ExchangeResult) => void;
  /** Of a call that streams. */
  readonly #relay: StreamRelay | null;
  #call: UpstreamCall | null = null;
  #deadline: NodeJS.Timeout | undefined;
  /** performance.now() of the sent request; null as long as nothing was sent. */
  #sentAt: number | null = null;
  #unseen: UnseenTime | null = null;
  #status: number | null = null;
  #headers: UpstreamHeaders | null = null;
  #firstByteAt: number | null = null;
  /** Of whatever comes that is no stream. */
  #body: JsonAnswer | null = null;
  #whole: WholeAnswer = { text: '', json: undefined };
  #bytes = 0;
  #hungUp = false;
  #drain: Drain | null = null;
  /** How the call ends that was given up at its hang-up. */
  #cancelled: Exit | null = null;
  /** Why we gave the call up ourselves, if we did. */
  #gaveUp: AbortReason | null = null;
  #over = false;

  constructor(options: ExchangeOptions, done: (result: ExchangeResult) => void) {
    this.#options = options;
    this.#done = done;
    this.#relay = options.stream === null ? null : new StreamRelay(options, options.stream.dialect, this.#onFull);
  }

  begin(): void {
    const { upstream, endpoint, body, response, limits } = this.#options;
    this.#deadline = setTimeout(() => this.#giveUp('timeout'), limits.streamMs);
    response.on('close', this.#onClose);
    response.on('drain', this.#onDrain);
    this.#call = upstream.send(endpoint.path, body, this);
    if (response.destroyed) this.#onClose();
  }

  onSent(): void {
    this.#sentAt = performance.now();
    if (this.#options.cancels) this.#unseen = new UnseenTime(this.#sentAt);
  }

  onHeaders(status: number, headers: UpstreamHeaders): void {
    this.#status = status;
    this.#headers = headers;
    this.#firstByteAt = performance.now();
    if (isSuccess(status)) this.#relay?.takeHead(isEventStream(headers));
  }

  onData(chunk: Buffer): void {
    if (this.#over || this.#gaveUp !== null) return;
    this.#bytes += chunk.length;
    this.#unseen?.bytesCame(performance.now());
    if (this.#bytes > this.#options.limits.answerBytes) this.#giveUp('upstream');
    else if (this.#relay !== null && isSuccess(this.#status)) this.#relayChunk(this.#relay, chunk);
    else this.#takeBody(chunk);
  }

  onEnd(): void {
    this.#orLost(() => {
      if (this.#relay !== null) this.#takeBody(this.#relay.end());
      if (this.#body?.isHeavy) this.#options.answerQueue.push(this.#options.studentId, this.#endInTurn);
      else this.#finish(this.#endOfAnswer());
    });
  }

  /** Nobody is there to catch an error; the incident tells of it. */
  readonly #endInTurn = (): void => {
    let exit: Exit = LOST;
    try {
      exit = this.#endOfAnswer();
    } catch {}
    this.#finish(exit);
  };

  /** What fails in our own hands is lost, and never left open. */
  #orLost(end: () => void): void {
    try {
      end();
    } catch (error) {
      this.#finish(LOST);
      throw error;
    }
  }

  onError({ reason }: UpstreamError): void {
    if (this.#relay?.hasEnded) this.#finish(this.#endOfAnswer());
    else if (this.#sentAt === null) this.#finish({ kind: 'unreachable' });
    else if (isError(this.#status)) this.#finish(this.#exitOfError(this.#status));
    else if (this.#cancelled !== null) this.#finish(this.#cancelled);
    else this.#finish({ kind: 'broken', by: brokenBy(reason, this.#gaveUp), usage: this.#relay?.finalUsage ?? null });
  }

  #endOfAnswer(): Exit {
    const relay = this.#stream;
    if (relay === null) {
      const whole = this.#takeBody().end();
      if (whole === null) return LOST;
      this.#whole = whole;
    }
    if (isError(this.#status)) return this.#exitOfError(this.#status);
    if (relay?.isWhole === false) return { kind: 'broken', by: 'upstream', usage: relay.finalUsage };
    const { endpoint, candidates } = this.#options;
    const usage = relay === null ? endpoint.readUsage(this.#whole.json) : relay.usage;
    // What the model wrote was lost on its way: the bytes that came say nothing of it.
    if (relay === null && usage === null && !isAnswer(this.#whole.json, endpoint)) return LOST;
    const holdsAll = relay?.holdsAnswers ?? holdsAnswers(this.#whole.json, endpoint, candidates);
    return { kind: 'finished', usage, outputBytes: holdsAll ? this.#bytes : null, hungUp: this.#hungUp };
  }

  /** null where the provider sends none. */
  get #stream(): StreamRelay | null {
    return this.#relay?.isStream ? this.#relay : null;
  }

  /** The body counts only when it was read whole. */
  #exitOfError(status: number): Exit {
    const waitedMs = (this.#firstByteAt ?? 0) - (this.#sentAt ?? 0);
    return exitOfStatus({ status, waitedMs, json: this.#whole.json });
  }

  /** What is no stream, or an error. */
  #takeBody(chunk?: Buffer): JsonAnswer {
    this.#body ??= new JsonAnswer(this.#options, isSuccess(this.#status), {
      pause: () => this.#call?.pause(),
      resume: () => this.#call?.resume(),
      cutOff: () => this.#giveUp('upstream'),
    });
    if (chunk !== undefined && chunk.length > 0) this.#body.push(chunk);
    return this.#body;
  }

  readonly #onFull = (): void => {
    this.#call?.pause();
    this.#unseen?.paused(performance.now());
  };

  /** A stream is over when it says so, whenever its connection ends and however. */
  #relayChunk(relay: StreamRelay, chunk: Buffer): void {
    const endedBefore = relay.hasEnded;
    const state = relay.push(chunk);
    if (state instanceof Buffer) this.#takeBody(state);
    else if (state === 'failed') this.#giveUp('upstream');
    else if (state === 'over') this.#finish(this.#endOfAnswer());
    else if (state === 'ended' && !endedBefore) {
      clearTimeout(this.#deadline);
      this.#deadline = setTimeout(() => this.#finish(this.#endOfAnswer()), USAGE_AFTER_END_MS);
    }
  }

  readonly #onDrain = (): void => {
    this.#resume();
    this.#unseen?.resumed(performance.now());
  };

  /** A large answer knows best when the provider may go on. */
  #resume(): void {
    if (this.#body === null) this.#call?.resume();
    else this.#body.drained();
  }

  /** The student is gone: read on for the real cost, if there is a place and time for it. */
  readonly #onClose = (): void => {
    // Whoever leaves with the end of the answer has not hung up on it.
    if (this.#over || this.#hungUp || this.#relay?.hasEnded) return;
    this.#hungUp = true;
    this.#relay?.stop();
    const { drains, limits, studentId } = this.#options;
    const giveUp = () => this.#giveUp('hang-up');
    if (this.#unseen !== null) this.#cancelled = this.#gaveUp === null ? this.#cancel(this.#unseen) : null;
    else if (this.#sentAt !== null && limits.drainMs > 0) this.#drain = drains.begin(studentId, giveUp);
    if (this.#drain === null) {
      giveUp();
      return;
    }
    this.#resume();
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(giveUp, Math.min(limits.drainMs, limits.streamMs));
  };

  /** A stream is seen as it is written; of another answer nothing is known before its end. */
  #cancel(unseen: UnseenTime): Exit {
    const isSeen = this.#relay !== null && (this.#headers === null || this.#stream !== null);
    const unseenMs = isSeen ? unseen.ms(performance.now()) : null;
    return { kind: 'cancelled', usage: this.#relay?.finalUsage ?? null, outputBytes: this.#bytes, unseenMs };
  }

  #giveUp(why: AbortReason): void {
    if (this.#over || this.#gaveUp !== null) return;
    this.#gaveUp = why;
    this.#call?.abort();
  }

  #finish(exit: Exit): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#deadline);
    const { response, drains } = this.#options;
    response.off('close', this.#onClose);
    response.off('drain', this.#onDrain);
    if (this.#drain !== null) drains.end(this.#drain);
    this.#relay?.stop();
    this.#body?.stop();
    this.#call?.release();
    this.#done({
      exit,
      status: this.#status,
      headers: this.#headers,
      text: this.#whole.text,
      json: this.#stream === null ? this.#whole.json : this.#stream.answer,
      streaming: this.#relay?.started === true,
      relayed: this.#stream !== null,
      isPassing: this.#body?.hasStarted ?? false,
      hungUp: this.#hungUp,
      firstByteAt: this.#firstByteAt,
    });
  }
}
