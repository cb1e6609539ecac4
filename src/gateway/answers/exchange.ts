import type { Exit } from '../../ledger/exits.ts';
import { exitOfStatus } from '../../ledger/status-exit.ts';
import type { KeyBlock } from '../../upstream/keys/ring-key.ts';
import type { UpstreamCall, UpstreamError, UpstreamListener } from '../../upstream/upstream.ts';
import type { UpstreamHeaders } from '../../upstream/upstream-headers.ts';
import type { AnswerBody } from './answer-body.ts';
import type { ExchangeOptions } from './exchange-options.ts';
import { type AbortReason, brokenBy, type ExchangeResult, LOST } from './exchange-result.ts';
import { HangUp, type HangUpCall } from './hang-up.ts';
import { holdsAnswers, isAnswer } from './is-answer.ts';
import { newAnswerBody } from './new-answer-body.ts';
import { StreamRelay, type StreamState } from './stream-relay.ts';
import { UnseenTime } from './unseen-time.ts';
import { isError, isEventStream, isSuccess } from './upstream-status.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** Some servers send the usage after [DONE]. The client has its answer by then; only its settlement waits. */
const USAGE_AFTER_END_MS = 1000;

/**
 * Steps 7 and 8: sends one call and follows it to its end. Never rejects; there is always exactly one exit. What each exit
 * costs (a hang-up, a time-out, a broken stream): ledger/exits.ts.
 */
export function exchange(options: ExchangeOptions): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    new Exchange(options, resolve).begin();
  });
}

class Exchange implements UpstreamListener {
  readonly #options: ExchangeOptions;
  readonly #done: (result: ExchangeResult) => void;
  readonly #hangUp: HangUp;
  /** null for a call that does not stream. */
  readonly #relay: StreamRelay | null;
  #call: UpstreamCall | null = null;
  #deadline: NodeJS.Timeout | undefined;
  /** performance.now() when the request was sent; null before. */
  #sentAt: number | null = null;
  #unseen: UnseenTime | null = null;
  #status: number | null = null;
  #headers: UpstreamHeaders | null = null;
  #firstByteAt: number | null = null;
  /** An answer or error that is no stream. */
  #body: AnswerBody | null = null;
  #whole: WholeAnswer = { text: '', json: undefined };
  #bytes = 0;
  /** Set when the gateway aborted the call itself. */
  #abortReason: AbortReason | null = null;
  #over = false;

  constructor(options: ExchangeOptions, done: (result: ExchangeResult) => void) {
    this.#options = options;
    this.#done = done;
    this.#hangUp = new HangUp(options, this.#hangUpCall());
    const events = { onState: this.#onState, onFull: this.#onFull };
    this.#relay = options.stream === null ? null : new StreamRelay(options, options.stream.dialect, events);
  }

  begin(): void {
    const { upstream, endpoint, body, model, response, limits, isSlow } = this.#options;
    this.#setDeadline(limits.streamMs, () => this.#abort('timeout'));
    response.on('close', this.#onClose);
    response.on('drain', this.#onDrain);
    this.#call = upstream.send(endpoint.path, body, this, model, isSlow ? limits.streamMs : undefined);
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
    if (this.#over || this.#abortReason !== null) return;
    this.#bytes += chunk.length;
    this.#unseen?.onBytes(performance.now());
    if (this.#bytes > this.#options.limits.answerBytes) this.#abort('upstream');
    else if (this.#relay !== null && isSuccess(this.#status)) this.#relay.push(chunk);
    else this.#takeBody(chunk);
  }

  /** An error of the gateway's own ends the call as lost, so that no hold stays open. */
  onEnd(): void {
    try {
      const rest = this.#relay?.end() ?? null;
      if (rest !== null) this.#takeBody(rest);
      if (this.#body?.isHeavy) this.#options.answerQueue.push(this.#options.studentId, this.#endInTurn);
      else this.#finish(this.#endOfAnswer());
    } catch (error) {
      this.#finish(LOST);
      throw error;
    }
  }

  /** Runs from a queue, where nothing catches an error; the incident shows it. */
  readonly #endInTurn = (): void => {
    let exit: Exit = LOST;
    try {
      exit = this.#endOfAnswer();
    } catch {}
    this.#finish(exit);
  };

  readonly isWanted = (): boolean => this.#hangUp.isWanted && this.#abortReason === null;

  onError({ reason, block }: UpstreamError): void {
    this.#relay?.flush();
    if (this.#relay?.hasEnded) this.#finish(this.#endOfAnswer());
    else if (this.#sentAt === null) this.#finish({ kind: 'unreachable' }, block);
    else if (isError(this.#status)) this.#finish(this.#exitOfError(this.#status));
    else if (this.#hangUp.cancelled !== null) this.#finish(this.#hangUp.cancelled);
    else
      this.#finish({ kind: 'broken', by: brokenBy(reason, this.#abortReason), usage: this.#relay?.finalUsage ?? null });
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
    // The answer was lost on its way: the bytes that came do not bound what the model wrote.
    if (relay === null && usage === null && !isAnswer(this.#whole.json, endpoint)) return LOST;
    const holdsAll = relay?.holdsAnswers ?? holdsAnswers(this.#whole.json, endpoint, candidates);
    return { kind: 'finished', usage, outputBytes: holdsAll ? this.#bytes : null, hungUp: this.#hangUp.hasHappened };
  }

  /** null where the provider sends no stream. */
  get #stream(): StreamRelay | null {
    return this.#relay?.isStream ? this.#relay : null;
  }

  /** Without a whole body, the status alone decides. */
  #exitOfError(status: number): Exit {
    const waitedMs = (this.#firstByteAt ?? 0) - (this.#sentAt ?? 0);
    return exitOfStatus({ status, waitedMs, json: this.#whole.json });
  }

  /** Bytes of an answer that is no stream, or of an error. */
  #takeBody(chunk?: Buffer): AnswerBody {
    const head = { status: this.#status, headers: this.#headers };
    this.#body ??= newAnswerBody(this.#options, head, {
      pause: () => this.#call?.pause(),
      resume: () => this.#call?.resume(),
      abort: () => this.#abort('upstream'),
    });
    if (chunk !== undefined && chunk.length > 0) this.#body.push(chunk);
    return this.#body;
  }

  readonly #onFull = (): void => {
    this.#call?.pause();
    this.#unseen?.onPause(performance.now());
  };

  /** The last event ends a stream, not the end of its connection. */
  readonly #onState = (state: StreamState): void => {
    if (this.#over) return;
    if (state instanceof Buffer) this.#takeBody(state);
    else if (state === 'failed') this.#abort('upstream');
    else if (state === 'over') this.#finish(this.#endOfAnswer());
    else if (state === 'ended') this.#setDeadline(USAGE_AFTER_END_MS, () => this.#finish(this.#endOfAnswer()));
  };

  readonly #onDrain = (): void => {
    this.#resume();
    this.#unseen?.onResume(performance.now());
  };

  /** A large answer decides itself when the provider may go on. */
  #resume(): void {
    if (this.#body === null) this.#call?.resume();
    else this.#body.onDrain();
  }

  readonly #onClose = (): void => {
    this.#relay?.flush();
    // Closing after the last event is no hang-up.
    if (this.#over || this.#hangUp.hasHappened || this.#relay?.hasEnded) return;
    this.#relay?.stop();
    this.#hangUp.happen();
  };

  #hangUpCall(): HangUpCall {
    return {
      isSent: () => this.#sentAt !== null,
      resume: this.#onDrain,
      abort: (reason) => this.#abort(reason),
      setDeadline: (ms, end) => this.#setDeadline(ms, end),
      cancelledExit: () => (this.#abortReason === null && this.#unseen !== null ? this.#cancel(this.#unseen) : null),
    };
  }

  #setDeadline(ms: number, end: () => void): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(end, ms);
  }

  /** A stream arrives as it is written; of another answer nothing is known before its end. */
  #cancel(unseen: UnseenTime): Exit {
    const arrivesAsWritten = this.#relay !== null && (this.#headers === null || this.#stream !== null);
    const unseenMs = arrivesAsWritten ? unseen.ms(performance.now()) : null;
    return { kind: 'cancelled', usage: this.#relay?.finalUsage ?? null, outputBytes: this.#bytes, unseenMs };
  }

  #abort(reason: AbortReason): void {
    if (this.#over || this.#abortReason !== null) return;
    this.#abortReason = reason;
    this.#call?.abort();
  }

  #finish(exit: Exit, block: KeyBlock | null = null): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#deadline);
    this.#options.response.off('close', this.#onClose);
    this.#options.response.off('drain', this.#onDrain);
    this.#hangUp.end();
    this.#relay?.stop();
    this.#body?.stop();
    this.#call?.release();
    this.#done({
      exit,
      block,
      status: this.#status,
      headers: this.#headers,
      text: this.#whole.text,
      json: this.#stream === null ? this.#whole.json : this.#stream.answer,
      streaming: this.#relay?.started === true,
      relayed: this.#stream !== null,
      isMidEvent: this.#stream?.isMidEvent ?? false,
      isPassing: this.#body?.hasStarted ?? false,
      hungUp: this.#hangUp.hasHappened,
      firstByteAt: this.#firstByteAt,
    });
  }
}
