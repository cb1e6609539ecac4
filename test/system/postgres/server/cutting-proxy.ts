import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Between a replica and its database. Cuts a connection when the server has answered and before the answer is passed on: the
 * work is done, and who asked for it does not know.
 */
export class CuttingProxy {
  readonly #server;
  #target: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #answersToCut = 0;
  #countdown = 0;
  #cuts = 0;

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
    const upstream = connect(this.#target, '127.0.0.1');
    const pair = [client, upstream] as const;
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => this.#end(pair));
    }
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
