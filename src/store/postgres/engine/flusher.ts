import pg from 'pg';
import { StorageError } from '../../errors.ts';
import { connectionConfig } from './session-settings.ts';
import { SharedRun } from './shared-run.ts';

/** A wait for a standby was cancelled: the commit was answered, and is perhaps not there. */
const NOT_AT_STANDBY = '01000';
/** Its COMMIT waits for the disk, and for the standby, and so for everything that stands before it in the log. */
const FLUSH = "SELECT pg_logical_emit_message(true, 'jigap', '')::text";

/** Waits until everything that was committed before is on disk. One flush serves all who asked before it began. */
export class Flusher {
  readonly #config: pg.ClientConfig;
  readonly #observe: (ms: number) => void;
  readonly #shared = new SharedRun(() => this.#run());
  #client: pg.Client | null = null;
  #wasCancelled = false;

  /** @param observe how long a flush took, ms */
  constructor(url: string, name: string, observe: (ms: number) => void) {
    this.#config = connectionConfig(url, 'ledger', `${name} flush`);
    this.#observe = observe;
  }

  /** @throws an error when it is not known whether it is on disk */
  flush(): Promise<void> {
    return this.#shared.ask();
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => {});
  }

  async #run(): Promise<void> {
    const client = this.#client ?? (await this.#connect());
    const startedAt = performance.now();
    this.#wasCancelled = false;
    try {
      await client.query({ name: 'jigap_flush', text: FLUSH });
    } catch (error) {
      this.#drop(client);
      throw error;
    }
    if (this.#wasCancelled) throw new StorageError('the wait for the standby was cancelled');
    this.#observe(performance.now() - startedAt);
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    client.on('error', () => this.#drop(client));
    client.on('end', () => this.#drop(client));
    client.on('notice', ({ code }) => {
      if (code === NOT_AT_STANDBY) this.#wasCancelled = true;
    });
    await client.connect();
    this.#client = client;
    return client;
  }

  #drop(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    client.end().catch(() => {});
  }
}
