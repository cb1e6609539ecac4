import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

type CutAt = 'cut before it arrives' | 'cut before it is answered';

interface Trap {
  readonly text: string;
  readonly at: CutAt;
}

interface Flow {
  /** Of the client, as it says in its first message. */
  name: string | null;
  isMute: boolean;
}

/** A way to a PostgreSQL that listens on a socket: it can be cut, as a cable is, and mended. */
export class Link {
  /** The same database, by this way. */
  readonly url: string;
  readonly #server: Server;
  readonly #socketPath: string;
  readonly #sockets = new Set<Socket>();
  readonly #flows = new Set<Flow>();
  #isCut = false;
  #isSilent = false;
  #trap: Trap | null = null;
  #isSprung: () => void = () => {};

  private constructor(server: Server, url: URL) {
    this.#server = server;
    this.#socketPath = `${url.searchParams.get('host')}/.s.PGSQL.${url.port}`;
    const { port } = server.address() as AddressInfo;
    this.url = `postgres://${url.username}@127.0.0.1:${port}${url.pathname}`;
    server.on('connection', (socket) => this.#join(socket));
  }

  /** @param url of a socket: postgres://role@localhost:5432/name?host=/folder */
  static async to(url: string): Promise<Link> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.unref();
    return new Link(server, new URL(url));
  }

  /** All connections end, and no new one is answered until it is mended. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
    this.#isSilent = false;
  }

  /** Nothing arrives any more and nothing ends, as when a machine loses its power, until it is mended. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Only connections that are open now and say that they have such an application_name. @returns how many */
  silenceNamed(name: RegExp): number {
    const silent = [...this.#flows].filter((flow) => name.test(flow.name ?? ''));
    for (const flow of silent) flow.isMute = true;
    return silent.length;
  }

  /** Cuts the link once, when this text is sent by it next. Resolves then. */
  cutWhen(text: string, at: CutAt): Promise<void> {
    this.#trap = { text, at };
    return new Promise((resolve) => {
      this.#isSprung = resolve;
    });
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(client: Socket): void {
    if (this.#isCut) {
      client.destroy();
      return;
    }
    const database = connect(this.#socketPath);
    const flow: Flow = { name: null, isMute: this.#isSilent };
    this.#flows.add(flow);
    for (const [socket, other] of [
      [client, database],
      [database, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.unref();
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#flows.delete(flow);
        other.destroy();
      });
    }
    database.on('data', (data) => {
      if (this.#isSilent) flow.isMute = true;
      if (!flow.isMute) client.write(data);
    });
    client.on('data', (data) => {
      flow.name ??= /application_name\0([^\0]*)/.exec(data.toString('latin1'))?.[1] ?? '';
      if (this.#isSilent) flow.isMute = true;
      if (flow.isMute) return;
      const trap = this.#trap;
      if (trap === null || !data.includes(trap.text)) {
        database.write(data);
        return;
      }
      this.#trap = null;
      if (trap.at === 'cut before it is answered') {
        flow.isMute = true;
        database.write(data);
        // Answered, and the answer is lost; what was sent before it is answered first.
        database.on('data', (answer) => {
          if (answer.includes(trap.text)) this.#spring();
        });
      } else this.#spring();
    });
  }

  #spring(): void {
    this.cut();
    this.#isSprung();
  }
}
