import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a connection waits for a server that is down, and how often it is tried. */
const PATIENCE_MS = 20_000;
const RETRY_MS = 5;

/**
 * Between a replica and its database. A connection waits here until the server takes it, as behind a load balancer. Cuts a connection when the server has answered and before the answer is passed on: the
 * work is done, and who asked for it does not know.
 */
export class CuttingProxy {
  readonly #server;
  #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #answersToCut = 0;
  #countdown = 0;
  #cuts = 0;
  #isHeldBack = false;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#serve(client));
  }

  static async start(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get cuts(): number {
    return this.#cuts;
  }

  /** Lets so many answers through, and cuts the connection of the next one instead of passing it on. */
  cutAfter(answers: number): void {
    this.#countdown = answers;
    this.#answersToCut = 1;
  }

  /** New connections wait until the server is ready for them. */
  holdBack(): void {
    this.#isHeldBack = true;
  }

  letThrough(): void {
    this.#isHeldBack = false;
  }

  /** New connections go to another port from now on; those that are open are cut. */
  routeTo(port: number): void {
    this.#target = port;
    this.cutAll();
  }

  /** Cuts every connection now. */
  cutAll(): void {
    for (const pair of this.#pairs) this.#cut(pair);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.cutAll();
    await once(this.#server, 'close');
  }

  #serve(client: Socket): void {
    client.on('error', () => {});
    void this.#connect(client, performance.now() + PATIENCE_MS);
  }

  async #connect(client: Socket, deadline: number): Promise<void> {
    while (!client.destroyed && performance.now() < deadline) {
      if (this.#isHeldBack) {
        await pause(RETRY_MS);
        continue;
      }
      const upstream = connect(this.#target, '127.0.0.1');
      try {
        await once(upstream, 'connect');
        return this.#join(client, upstream);
      } catch {
        await pause(RETRY_MS);
      }
    }
    client.destroy();
  }

  #join(client: Socket, upstream: Socket): void {
    const pair = [client, upstream] as const;
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => this.#end(pair));
    }
    if (client.destroyed) this.#end(pair);
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      if (this.#answersToCut > 0 && this.#countdown-- <= 0) {
        this.#answersToCut = 0;
        this.#cut(pair);
      } else client.write(bytes);
    });
  }

  #cut(pair: readonly [Socket, Socket]): void {
    this.#cuts++;
    this.#end(pair);
  }

  #end(pair: readonly [Socket, Socket]): void {
    this.#pairs.delete(pair);
    for (const socket of pair) socket.destroy();
  }
}
