import pg from 'pg';
import { StorageError } from '../../errors.ts';
import type { ReplicaRow } from '../replicas/replica.ts';
import { connectionConfig } from './session-settings.ts';
import { SharedRun } from './shared-run.ts';
import { Sockets } from './sockets.ts';

/** A wait for a standby was cancelled: the commit was answered, and is perhaps not there. */
const NOT_AT_STANDBY = '01000';
/** Its COMMIT waits for the disk, and for the standby, and so for everything that stands before it in the log. */
const FLUSH = `SELECT pg_logical_emit_message(true, 'jigap', '')::text,
  (SELECT last_group FROM replicas WHERE slot = $1 AND started_at = $2) AS "lastGroup"`;

/** Waits until everything that was committed before is on disk. One flush serves all who asked before it began. */
export class Flusher {
  readonly #config: pg.ClientConfig;
  readonly #row: () => ReplicaRow | null;
  readonly #sockets: Sockets;
  readonly #shared = new SharedRun(() => this.#run());
  #client: pg.Client | null = null;
  #wasCancelled = false;

  /** @param row of this replica */
  constructor(url: string, name: string, row: () => ReplicaRow | null, sockets = new Sockets()) {
    this.#config = { ...connectionConfig(url, 'ledger', `${name} flush`), stream: sockets.create };
    this.#row = row;
    this.#sockets = sockets;
  }

  /**
   * The server may be another one by now, or have lost what was not on disk: the number of the last group that it has is told.
   * @throws an error when it is not known whether it is on disk
   */
  flush(): Promise<number> {
    return this.#shared.ask();
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => {});
  }

  async #run(): Promise<number> {
    const client = this.#client ?? (await this.#connect());
    this.#wasCancelled = false;
    const row = this.#row();
    const query = { name: 'jigap_flush', text: FLUSH, values: [row?.slot ?? 0, row?.startedAt ?? 0] };
    const { rows } = await client.query<{ lastGroup: number | null }>(query).catch((error: unknown) => {
      this.#drop(client);
      throw error;
    });
    if (this.#wasCancelled) throw new StorageError('the wait for the standby was cancelled');
    return rows[0]?.lastGroup ?? -1;
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    this.#sockets.follow(client);
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
