import { createConnection, type Socket } from 'node:net';
import { GrowingBuffer } from './growing-buffer.ts';
import { type RawResponse, ResponseReader } from './http-response.ts';
import { newSignal } from './signal.ts';

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** How a connection ended. */
export interface Farewell {
  readonly received: Buffer;
  /** `ECONNRESET` and the like; null after an orderly end. */
  readonly error: string | null;
}

/** An HTTP/1.1 client that may stop, stall and hang up wherever a test says so. */
export interface RawClient {
  /** Resolves when the system has taken the bytes. */
  send(bytes: string | Uint8Array): Promise<void>;
  /** A whole request; content-length and host are added unless given. */
  request(request: RawRequest): Promise<void>;
  /** Everything received so far. */
  received(): Buffer;
  /** Resolves when so many bytes have come in all. @throws Error when the connection ends before */
  atLeast(bytes: number): Promise<void>;
  /** Resolves when the received bytes hold this text so many times. @throws Error when the connection ends before */
  until(text: string, times?: number): Promise<void>;
  /** The next whole response. @throws Error when the connection ends before it is whole */
  response(): Promise<RawResponse>;
  /** Stops and goes on reading: what is unread fills the other side's buffers. */
  pause(): void;
  resume(): void;
  /** FIN: sends nothing from then on, and goes on reading. */
  finish(): void;
  /** FIN, and reads nothing from then on. */
  hangUp(): void;
  /** RST. */
  reset(): void;
  readonly closed: Promise<Farewell>;
}

/** @param url of the server; its path is ignored */
export async function connectRaw(url: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = createConnection({ host: hostname, port: Number(port), noDelay: true, allowHalfOpen: true });
  const connected = newSignal();
  socket.once('connect', connected.fire);
  const client = new Client(socket);
  await Promise.race([connected.reached, client.closed]);
  if (socket.destroyed) throw new Error(`no connection to port ${port}`);
  return client;
}

/** The bytes of a whole request. */
export function requestBytes({ method = 'POST', path, headers = {}, body = '' }: RawRequest): Buffer {
  const bytes = Buffer.from(body);
  const all = { host: 'gateway.test', 'content-length': String(bytes.length), ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`), bytes]);
}

class Client implements RawClient {
  readonly closed: Promise<Farewell>;
  readonly #socket: Socket;
  readonly #bytes = new GrowingBuffer();
  #consumed = 0;
  #ended = false;
  #news = newSignal();

  constructor(socket: Socket) {
    this.#socket = socket;
    let error: string | null = null;
    socket.on('error', (fault: NodeJS.ErrnoException) => {
      error = fault.code ?? fault.message;
    });
    socket.on('data', (bytes: Buffer) => {
      this.#bytes.append(bytes);
      this.#tell();
    });
    socket.on('end', () => {
      this.#ended = true;
      socket.end();
      this.#tell();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#ended = true;
        this.#tell();
        resolve({ received: this.received(), error });
      });
    });
  }

  async send(bytes: string | Uint8Array): Promise<void> {
    const taken = new Promise<void>((resolve) => this.#socket.write(bytes, () => resolve()));
    await Promise.race([taken, this.closed]);
  }

  async request(request: RawRequest): Promise<void> {
    await this.send(requestBytes(request));
  }

  received(): Buffer {
    return this.#bytes.joined();
  }

  async atLeast(bytes: number): Promise<void> {
    await this.#waitFor(() => this.#bytes.length >= bytes, `${bytes} bytes`);
  }

  async until(text: string, times = 1): Promise<void> {
    let [found, at] = [0, 0];
    const isThere = () => {
      for (;;) {
        if (found === times) return true;
        const next = this.received().indexOf(text, at);
        if (next === -1) return false;
        found++;
        at = next + Buffer.byteLength(text);
      }
    };
    await this.#waitFor(isThere, `${times} x "${text}"`);
  }

  async response(): Promise<RawResponse> {
    const reader = new ResponseReader();
    const next = () => reader.read(this.received().subarray(this.#consumed), this.#ended);
    const { length, ...response } = await this.#waitFor(next, 'a whole response');
    this.#consumed += length;
    return response;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  finish(): void {
    this.#socket.end();
  }

  hangUp(): void {
    this.#socket.end(() => this.#socket.destroy());
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }

  #tell(): void {
    const news = this.#news;
    this.#news = newSignal();
    news.fire();
  }

  async #waitFor<Found>(look: () => Found | null | false, what: string): Promise<Found> {
    for (;;) {
      const found = look();
      if (found !== null && found !== false) return found;
      if (this.#ended)
        throw new Error(`the connection ended before ${what}, after: ${this.received().toString().slice(0, 2000)}`);
      await this.#news.reached;
    }
  }
}
