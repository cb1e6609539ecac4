/**
 * The floor in Node: node:http in front, undici's dispatch behind, and nothing between them but the bytes. A whole
 * answer is gathered and sent at once, a stream is passed on as it comes. Its argument is the upstream's port.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Dispatcher, Pool } from 'undici';

const pool = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: 2048, pipelining: 1 });
const UPSTREAM_HEADERS = { authorization: 'Bearer sk-bench', 'content-type': 'application/json' };

class PassThrough implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  #whole: Buffer[] | null = null;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#response.once('close', () => {
      if (!this.#response.writableFinished) controller.abort(new Error('the client left'));
    });
    this.#response.on('drain', () => controller.resume());
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    const { 'content-type': type = '', 'content-length': length } = headers;
    if (length === undefined) this.#response.writeHead(status, { 'content-type': type });
    else {
      this.#whole = [];
      this.#response.writeHead(status, { 'content-type': type, 'content-length': length });
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#whole !== null) this.#whole.push(chunk);
    else if (!this.#response.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#whole === null) this.#response.end();
    else this.#response.end(this.#whole.length === 1 ? this.#whole[0] : Buffer.concat(this.#whole));
  }

  onResponseError(): void {
    this.#response.destroy();
  }
}

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.once('end', () => {
    const body = parts.length === 1 ? (parts[0] ?? null) : Buffer.concat(parts);
    const path = request.url ?? '/';
    pool.dispatch({ method: 'POST', path, headers: UPSTREAM_HEADERS, body }, new PassThrough(response));
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
