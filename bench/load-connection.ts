import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { LoadJob } from './load-job.ts';
import { ResponseReader } from './response-reader.ts';

export interface Answered {
  /** null: as expected. */
  readonly failure: string | null;
  /** ms of the monotonic clock. */
  readonly firstByteAt: number;
  readonly endedAt: number;
}

/** One keep-alive connection with at most one request on its way. */
export class LoadConnection {
  readonly #socket: Socket;
  readonly #request: Buffer;
  readonly #expect: LoadJob['expect'];
  readonly #reader = new ResponseReader();
  #firstByteAt = 0;
  #answered: ((answered: Answered) => void) | null = null;
  #broken: string | null = null;

  private constructor(socket: Socket, request: Buffer, expect: LoadJob['expect']) {
    this.#socket = socket;
    this.#request = request;
    this.#expect = expect;
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    socket.on('error', (error) => this.#break(error.message));
    socket.on('close', () => this.#break('the connection was closed'));
  }

  static async open(job: LoadJob, index: number): Promise<LoadConnection> {
    const socket = connect({ port: job.port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new LoadConnection(socket, requestOf(job, index), job.expect);
  }

  send(answered: (answered: Answered) => void): void {
    this.#firstByteAt = 0;
    this.#answered = answered;
    if (this.#broken === null) this.#socket.write(this.#request);
    else setImmediate(() => this.#end(this.#broken));
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    try {
      const complete = this.#reader.read(bytes);
      if (this.#firstByteAt === 0 && this.#reader.hasBody) this.#firstByteAt = performance.now();
      if (complete) this.#end(this.#errorOf(this.#reader));
    } catch (error) {
      this.#break((error as Error).message);
      this.#socket.destroy();
    }
  }

  #errorOf({ status, tail }: ResponseReader): string | null {
    if (status !== this.#expect.status) return `answered ${status}: ...${tail}`;
    return tail.includes(this.#expect.endsWith) ? null : `ended with ${JSON.stringify(tail)}`;
  }

  #break(why: string): void {
    this.#broken ??= why;
    this.#end(this.#broken);
  }

  #end(failure: string | null): void {
    const answered = this.#answered;
    this.#answered = null;
    const endedAt = performance.now();
    answered?.({ failure, firstByteAt: this.#firstByteAt || endedAt, endedAt });
  }
}

function requestOf({ path, port, headers, secrets, body }: LoadJob, index: number): Buffer {
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    authorization: `Bearer ${secrets[index % secrets.length]}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
