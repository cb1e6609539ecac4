import type { ByteFilter } from '../../upstream/upstream.ts';
import type { AnswerBody } from './answer-body.ts';
import type { PassingCall, Provider } from './large-answer.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** No sound is readable from its first byte on for so long: a container has zeros or frame marks there, samples have signs. */
const HEAD_BYTES = 16;
const EMPTY = Buffer.alloc(0);
const SOUND_TYPE = /^audio\/([\w.+-]+)\s*(?:;|$)/;
/** The types that pass by their names; parameters never do. */
const KNOWN_TYPES: ReadonlySet<string> = new Set(
  'mpeg mp3 mpga opus ogg aac aacp flac x-flac wav wave x-wav vnd.wave pcm l16 webm mp4 x-m4a'.split(' '),
);
/** No word of the provider's own reaches a student, not even in the name of a type. */
const OTHER_TYPE = 'application/octet-stream';
/** A text has no control characters but tabs and line ends, and perhaps those of Latin-1. */
const CONTROL = /[^\P{Cc}\t\n\r\u0080-\u009f]/u;

/**
 * An answer of sound: its bytes pass as they come, as fast as the client reads, without the upstream keys. Compressed sound
 * may hold any other bytes. Checked are the status, the content type, and that it does not begin as a text: no error, page
 * or dump of a request passes as a sound, whatever its type says.
 */
export class SoundAnswer implements AnswerBody {
  readonly isHeavy = false;
  readonly #call: PassingCall;
  readonly #provider: Provider;
  readonly #type: string | null;
  readonly #keys: ByteFilter;
  /** The first bytes, until there are enough to judge by. */
  #head: Buffer | null = EMPTY;
  #hasStarted = false;
  #isOver = false;

  /** @param contentType of the provider */
  constructor(call: PassingCall, contentType: string | null, provider: Provider) {
    this.#call = call;
    this.#provider = provider;
    this.#type = typeOf(contentType?.toLowerCase() ?? '');
    this.#keys = call.upstream.newSecretFilter('sound');
  }

  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  push(chunk: Buffer): void {
    if (this.#isOver) return;
    if (this.#head === null) {
      this.#write(this.#keys.push(chunk));
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    if (this.#type !== null && this.#head.length < HEAD_BYTES) return;
    if (!this.#passHead()) this.#provider.abort();
  }

  onDrain(): void {
    this.#call.response.socket?.setTimeout(0);
    this.#provider.resume();
  }

  end(): WholeAnswer | null {
    if (!this.#isOver && this.#head !== null) this.#passHead();
    if (this.#hasStarted) this.#write(this.#keys.end());
    this.stop();
    return this.#hasStarted ? { text: '', json: { [this.#call.endpoint.shape.list]: [] } } : null;
  }

  stop(): void {
    this.#isOver = true;
    this.#head = null;
    this.#call.response.off('timeout', this.#onTimeout);
  }

  /** @returns false: it is no sound, and nothing of it passes */
  #passHead(): boolean {
    const head = this.#head ?? EMPTY;
    this.#head = null;
    if (this.#type === null || head.length === 0 || isText(head.subarray(0, HEAD_BYTES))) {
      this.#isOver = true;
      return false;
    }
    this.#hasStarted = true;
    this.#call.startLargeAnswer(this.#type);
    this.#call.response.on('timeout', this.#onTimeout);
    this.#write(this.#keys.push(head));
    return true;
  }

  #write(bytes: Buffer): void {
    const { response, limits } = this.#call;
    if (bytes.length === 0 || response.destroyed || response.write(bytes)) return;
    this.#provider.pause();
    response.socket?.setTimeout(limits.unreadMs);
  }

  readonly #onTimeout = (): void => {
    this.#call.response.destroy();
  };
}

/** null: it is no type of sound. */
function typeOf(contentType: string): string | null {
  const subtype = SOUND_TYPE.exec(contentType)?.[1];
  if (subtype === undefined) return null;
  return KNOWN_TYPES.has(subtype) ? `audio/${subtype}` : OTHER_TYPE;
}

/** UTF-8 without control characters; the last character may be cut. */
function isText(bytes: Buffer): boolean {
  const text = new TextDecoder().decode(bytes, { stream: true });
  return !text.includes('\ufffd') && !CONTROL.test(text);
}
