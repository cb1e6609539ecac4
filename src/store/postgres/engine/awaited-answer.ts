import pg from 'pg';

/** What one connection was sent, and since when nothing of it is answered. */
export class AwaitedAnswer {
  readonly #client: pg.Client;
  #since: number | null = null;
  #pid: number | null = null;

  constructor(client: pg.Client) {
    this.#client = client;
    const sent = (...what: readonly unknown[]): unknown => {
      this.#since ??= performance.now();
      return Reflect.apply(pg.Client.prototype.query, client, what);
    };
    client.query = sent as pg.Client['query'];
    client.connection.on('readyForQuery', () => {
      if (this.#since !== null) this.#since = performance.now();
    });
    // Everything is answered.
    client.on('drain', () => {
      this.#since = null;
    });
    client.once('connect', () => void this.#askPid());
  }

  /** ms of the monotonic clock, of the last answer or of what was sent after it; null: everything is answered. */
  get since(): number | null {
    return this.#since;
  }

  /** Of the process that answers in the server, and not of a pooler before it; null: it has not said it. */
  get pid(): number | null {
    return this.#pid;
  }

  /** What was sent fails; whether it was done is not known. */
  destroy(): void {
    this.#client.connection.stream.destroy(new Error('the connection is silent'));
  }

  async #askPid(): Promise<void> {
    try {
      const { rows } = await this.#client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      this.#pid = rows[0]?.pid ?? null;
    } catch {
      // The connection has ended.
    }
  }
}
