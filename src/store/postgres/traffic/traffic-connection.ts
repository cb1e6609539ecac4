import pg from 'pg';
import { connectionConfig } from '../engine/session-settings.ts';
import { Sockets } from '../engine/sockets.ts';
import { REMOVE_DEAD } from './queries.ts';
import type { TrafficQuery, TrafficSession } from './traffic.ts';

/** The connection of traffic. One that is lost is replaced when it is needed next. */
export class TrafficConnection implements TrafficSession {
  readonly #config: pg.ClientConfig;
  readonly #sockets: Sockets;
  #current: { readonly client: pg.Client; readonly query: TrafficQuery } | null = null;
  #connecting: Promise<TrafficQuery> | null = null;
  onLost: () => void = () => {};

  constructor(url: string, name: string, sockets = new Sockets()) {
    this.#sockets = sockets;
    this.#config = {
      ...connectionConfig(url, 'ledger', `${name} traffic`),
      ...{ pipeline: true, stream: sockets.create },
    };
  }

  open(): TrafficQuery | Promise<TrafficQuery> {
    if (this.#current !== null) return this.#current.query;
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = null;
    await current?.client.end().catch(() => {});
  }

  async #connect(): Promise<TrafficQuery> {
    const client = new pg.Client(this.#config);
    this.#sockets.follow(client);
    client.on('error', () => this.#drop(client));
    client.on('end', () => this.#drop(client));
    await client.connect();
    const query: TrafficQuery = ({ values = [], ...text }) => client.query({ ...text, values: [...values] });
    this.#current = { client, query };
    await query({ text: REMOVE_DEAD });
    return query;
  }

  #drop(client: pg.Client): void {
    if (this.#current?.client !== client) return;
    this.#current = null;
    client.end().catch(() => {});
    this.onLost();
  }
}
