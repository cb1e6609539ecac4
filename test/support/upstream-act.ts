import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Signals } from './signal.ts';

/** One call as it reached the scripted upstream. */
export interface UpstreamCallSeen {
  readonly method: string;
  /** Path and query, with the leading /v1. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values as they were on the wire, in their order. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
  /** ms UTC, of the real clock. */
  readonly at: number;
  /** Whether the whole body came. */
  readonly complete: boolean;
  /** Resolves when the connection that carried the call is gone. */
  readonly socketClosed: Promise<void>;
}

export type Script = (call: UpstreamCallSeen, act: Act) => Promise<void> | void;

const early = new WeakSet<Script>();

/** The script answers as soon as the head of the call is there; its call has no body. */
export function beforeBody(script: Script): Script {
  const marked: Script = (call, act) => script(call, act);
  early.add(marked);
  return marked;
}

export function answersBeforeBody(script: Script): boolean {
  return early.has(script);
}

/** Raw control over one answer. Everything is silent once the caller is gone, as it is for a real provider. */
export class Act {
  readonly #res: ServerResponse;
  readonly #socket: Socket;
  readonly #gone: Promise<void>;
  readonly #gates: Signals;
  readonly #waiting: Signals;

  constructor(res: ServerResponse, socket: Socket, gone: Promise<void>, gates: Signals, waiting: Signals) {
    this.#res = res;
    this.#socket = socket;
    this.#gone = gone;
    this.#gates = gates;
    this.#waiting = waiting;
  }

  /** A whole answer; a string is sent as it is. */
  json(status: number, body: unknown, headers: OutgoingHttpHeaders = {}): void {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    this.#res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
    this.#res.end(bytes);
  }

  /** The head alone, on the wire at once. */
  head(status: number, headers: OutgoingHttpHeaders = {}): void {
    this.#res.writeHead(status, headers);
    this.#res.flushHeaders();
  }

  /** One chunk of the body; resolves when the system has taken it, or the caller is gone. */
  async write(bytes: string | Uint8Array): Promise<void> {
    if (this.gone) return;
    const taken = new Promise<void>((resolve) => this.#res.write(bytes, () => resolve()));
    await Promise.race([taken, this.#gone]);
  }

  /** One event of a stream; anything but a string is sent as JSON. Sends the head of a stream first if none was sent. */
  async event(data: unknown, framing = '\n\n'): Promise<void> {
    if (!this.headSent) this.head(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    await this.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}${framing}`);
  }

  /** The extra chunk that carries the usage of a chat stream. */
  async usageChunk(usage: unknown): Promise<void> {
    await this.event({ id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 1, choices: [], usage });
  }

  /** [DONE], and the end of the answer. */
  async done(): Promise<void> {
    await this.event('[DONE]');
    this.end();
  }

  end(): void {
    this.#res.end();
  }

  /** Bytes past the HTTP layer: anything that a proper server would never say. */
  raw(bytes: string | Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** RST. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** FIN, also in the middle of a body. */
  close(): void {
    this.#socket.end();
  }

  /** Waits until the test opens the gate; the test can wait for the script to stand here. */
  async gate(name: string): Promise<void> {
    this.#waiting.get(name).fire();
    await this.#gates.get(name).reached;
  }

  /** Says nothing more; resolves when the caller gives up. */
  async hang(): Promise<void> {
    await this.#gone;
  }

  get headSent(): boolean {
    return this.#res.headersSent;
  }

  get gone(): boolean {
    return this.#socket.destroyed;
  }
}
