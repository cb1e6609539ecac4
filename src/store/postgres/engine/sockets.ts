import { Socket } from 'node:net';
import type pg from 'pg';
import { AwaitedAnswer } from './awaited-answer.ts';

/**
 * The connections of a replica, to be ended together. A machine that loses its power ends none of them: a statement that
 * was sent would wait for a quarter of an hour.
 */
export class Sockets {
  readonly #open = new Set<Socket>();
  readonly #followed = new Set<AwaitedAnswer>();

  /** What the driver connects with. Bound. */
  readonly create = (): Socket => {
    const socket = new Socket();
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  /** From now on it is known whether the connection is answered. @param client not connected yet, or at this moment */
  follow(client: pg.Client): void {
    const answer = new AwaitedAnswer(client);
    this.#followed.add(answer);
    client.once('end', () => this.#followed.delete(answer));
  }

  /** Those of the followed to which nothing was answered for so long. @param ms of the monotonic clock */
  silentFor(ms: number): AwaitedAnswer[] {
    const before = performance.now() - ms;
    return [...this.#followed].filter(({ since }) => since !== null && since <= before);
  }

  /** What was sent on them fails, and the next statement connects anew. */
  destroyAll(): void {
    for (const socket of this.#open) socket.destroy(new Error('the connection is silent'));
  }
}
