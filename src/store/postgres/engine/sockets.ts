import { Socket } from 'node:net';

/**
 * The connections of a replica, to be ended together. A machine that loses its power ends none of them: a statement that
 * was sent would wait for a quarter of an hour.
 */
export class Sockets {
  readonly #open = new Set<Socket>();

  /** What the driver connects with. Bound. */
  readonly create = (): Socket => {
    const socket = new Socket();
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  /** What was sent on them fails, and the next statement connects anew. */
  destroyAll(): void {
    for (const socket of this.#open) socket.destroy(new Error('the connection is silent'));
  }
}
