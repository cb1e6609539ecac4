import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Caller } from '../../src/access/callers.ts';
import { AdminError } from '../../src/admin/admin-error.ts';
import { ConflictError, NotFoundError, StorageError } from '../../src/store/errors.ts';
import { sqliteCluster } from '../../src/store/sqlite/cluster.ts';
import type { Store } from '../../src/store/store.ts';

/**
 * A store at the other end of a Unix socket. What is asked in one turn of the event loop travels in one line of JSON, and
 * so do the answers that one COMMIT gives. A prototype: what a connection's death leaves open is not resolved, and only
 * what survives JSON can be asked.
 */

type Part = Exclude<keyof Store, 'traffic' | 'close'>;
const PARTS: readonly Part[] = ['access', 'ledger', 'records', 'journal', 'sessions'];

type Asked = readonly [id: number, part: Part, method: string, args: readonly unknown[]];
interface ErrorOnWire {
  readonly name: string;
  readonly message: string;
  /** Of an AdminError. */
  readonly problem?: AdminError['problem'];
  readonly path?: AdminError['path'];
}
type Answered = readonly [id: number, result: unknown, error: ErrorOnWire | null];
/** Tells all gateways to forget their cached callers, before the answer to the change is sent. */
const FORGET: Answered = [0, null, null];

/** Every other method may change a caller that gateways have cached. */
const CHANGES_NOTHING_KNOWN =
  /^(?:find|get|list|every|balances|open|placeHold|resolveHold|check|usage|keep|note|raise)/;

export function serveLedger(store: Store, path: string): Promise<Server> {
  const gateways = new Set<Outbox<Answered>>();
  const server = createServer((socket) => {
    const outbox = new Outbox<Answered>(socket);
    gateways.add(outbox);
    socket.on('close', () => gateways.delete(outbox));
    socket.on('error', () => socket.destroy());
    onLines<Asked>(socket, ([id, part, method, args]) => {
      const answer = (result: unknown, error: Answered[2]) => {
        if (part === 'access' && !CHANGES_NOTHING_KNOWN.test(method)) for (const one of gateways) one.put(FORGET);
        outbox.put([id, result, error]);
      };
      const call = Reflect.get(store[part], method) as (...args: readonly unknown[]) => Promise<unknown>;
      call.apply(store[part], [...args]).then(
        (result) => answer(result, null),
        (error: Error) => answer(null, errorOnWire(error)),
      );
    });
  });
  return new Promise((resolve) => server.listen(path, () => resolve(server)));
}

export async function connectLedger(path: string): Promise<Store> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const connecting = createConnection(path, () => resolve(connecting)).once('error', reject);
  });
  const waiting = new Map<number, { done(result: unknown): void; failed(error: Error): void }>();
  const callers = new Map<string, Caller>();
  const outbox = new Outbox<Asked>(socket);
  let lastId = 0;
  onLines<Answered>(socket, ([id, result, error]) => {
    if (id === 0) return callers.clear();
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === null) asker?.done(result);
    else asker?.failed(errorFrom(error));
  });
  socket.once('close', () => {
    for (const { failed } of waiting.values()) failed(new StorageError('the ledger process is gone'));
  });
  const ask = (part: Part, method: string, args: readonly unknown[]) =>
    new Promise<unknown>((done, failed) => {
      lastId++;
      waiting.set(lastId, { done, failed });
      outbox.put([lastId, part, method, args]);
    });
  const remote = (part: Part) =>
    new Proxy(
      {},
      {
        get:
          (_target, method) =>
          (...args: unknown[]) =>
            ask(part, String(method), args),
      },
    );
  const parts = Object.fromEntries(PARTS.map((part) => [part, remote(part)])) as unknown as Omit<
    Store,
    'traffic' | 'close'
  >;
  const access = new Proxy(parts.access, {
    get(target, method) {
      if (method !== 'findCaller') return Reflect.get(target, method) as unknown;
      return async (tokenHash: string) =>
        callers.get(tokenHash) ?? remember(await target.findCaller(tokenHash), tokenHash);
    },
  });
  const remember = (caller: Caller | null, tokenHash: string) => {
    if (caller !== null) callers.set(tokenHash, caller);
    return caller;
  };
  return { ...parts, access, cluster: sqliteCluster(() => true), traffic: null, close: async () => void socket.end() };
}

/** Gathers what one turn of the event loop has to say. */
class Outbox<Message> {
  readonly #socket: Socket;
  #waiting: Message[] = [];

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  put(message: Message): void {
    this.#waiting.push(message);
    if (this.#waiting.length > 1) return;
    setImmediate(() => {
      this.#socket.write(`${JSON.stringify(this.#waiting)}\n`);
      this.#waiting = [];
    });
  }
}

function onLines<Message>(socket: Socket, take: (message: Message) => void): void {
  createInterface({ input: socket }).on('line', (line) => {
    for (const message of JSON.parse(line) as Message[]) take(message);
  });
}

function errorOnWire(error: Error): ErrorOnWire {
  const { name, message } = error;
  return error instanceof AdminError ? { name, message, problem: error.problem, path: error.path } : { name, message };
}

function errorFrom({ name, message, problem, path }: ErrorOnWire): Error {
  if (problem !== undefined) return new AdminError(problem, path);
  const known = [ConflictError, NotFoundError, StorageError].find((kind) => kind.name === name);
  return known === undefined ? new Error(message) : new known(message);
}
