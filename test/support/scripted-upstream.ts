import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { newSignal, Signals } from './signal.ts';
import { Act, answersBeforeBody, type Script, type UpstreamCallSeen } from './upstream-act.ts';
import { wellBehaved } from './upstream-scripts.ts';

export { type Act, beforeBody, type Script, type UpstreamCallSeen } from './upstream-act.ts';
export * from './upstream-errors.ts';
export * from './upstream-scripts.ts';

/** A provider that does what a test tells it to, on a real port. */
export interface ScriptedUpstream {
  /** Ends in /v1. */
  readonly url: string;
  /** Everything that reached it, in order of its completion. */
  readonly calls: readonly UpstreamCallSeen[];
  /** Connections that are open now. */
  readonly connections: number;
  /** For the next call that has no script yet; the queue is served in order. */
  next(script: Script): void;
  /** For every call without a script of its own. */
  always(script: Script): void;
  /** Lets every script pass act.gate(name), now and later. */
  open(name: string): void;
  /** Resolves when a script stands at act.gate(name). */
  waitsAt(name: string): Promise<void>;
  /** Resolves with the nth call (from 1) as soon as it is there. */
  called(nth?: number): Promise<UpstreamCallSeen>;
  /** As new: forgets calls, scripts and gates, and drops the calls in flight. */
  reset(): void;
  /** Ends it. @throws AggregateError when a script had thrown */
  stop(): Promise<void>;
}

export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const upstream = new Upstream();
  await upstream.listen();
  return upstream;
}

class Upstream implements ScriptedUpstream {
  readonly calls: UpstreamCallSeen[] = [];
  url = '';
  readonly #server: Server;
  readonly #closed = new Map<Socket, Promise<void>>();
  readonly #inFlight = new Set<Socket>();
  readonly #gates = new Signals();
  readonly #waiting = new Signals();
  readonly #arrivals = new Signals();
  readonly #faults: unknown[] = [];
  #queue: Script[] = [];
  #default: Script = wellBehaved;

  constructor() {
    // No timeout of ours may end what a script leaves hanging, nor close a connection under a test's next call.
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (req, res) =>
      this.#receive(req, res),
    );
    this.#server.on('connection', (socket) => this.#watch(socket));
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  get connections(): number {
    return this.#closed.size;
  }

  next(script: Script): void {
    this.#queue.push(script);
  }

  always(script: Script): void {
    this.#default = script;
  }

  open(name: string): void {
    this.#gates.get(name).fire();
  }

  async waitsAt(name: string): Promise<void> {
    await this.#waiting.get(name).reached;
  }

  async called(nth = 1): Promise<UpstreamCallSeen> {
    await this.#arrivals.get(String(nth)).reached;
    const call = this.calls[nth - 1];
    if (call === undefined) throw new Error(`call ${nth} never came: the upstream was reset`);
    return call;
  }

  reset(): void {
    for (const socket of this.#inFlight) socket.resetAndDestroy();
    this.calls.length = 0;
    this.#queue = [];
    this.#default = wellBehaved;
    for (const signals of [this.#gates, this.#waiting, this.#arrivals]) signals.clear();
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    for (const signals of [this.#gates, this.#waiting, this.#arrivals]) signals.clear();
    await closed;
    if (this.#faults.length > 0) throw new AggregateError(this.#faults, 'a script of the upstream failed');
  }

  #watch(socket: Socket): void {
    const closed = newSignal();
    this.#closed.set(socket, closed.reached);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#closed.delete(socket);
      this.#inFlight.delete(socket);
      closed.fire();
    });
  }

  #receive(req: IncomingMessage, res: ServerResponse): void {
    const { socket } = req;
    const socketClosed = this.#closed.get(socket) ?? Promise.resolve();
    const script = this.#queue.shift() ?? this.#default;
    const act = new Act(res, socket, socketClosed, this.#gates, this.#waiting);
    const pieces: Buffer[] = [];
    const early = answersBeforeBody(script);
    this.#inFlight.add(socket);
    res.on('finish', () => this.#inFlight.delete(socket));
    res.on('error', () => {});
    req.on('data', (piece: Buffer) => pieces.push(piece));
    req.on('error', () => {});
    req.on('end', () => {
      const call = this.#record(req, pieces, socketClosed);
      if (!early) void this.#play(script, call, act);
    });
    req.on('close', () => {
      if (!req.complete) this.#record(req, pieces, socketClosed);
    });
    if (early) void this.#play(script, seen(req, '', socketClosed), act);
  }

  #record(req: IncomingMessage, pieces: readonly Buffer[], socketClosed: Promise<void>): UpstreamCallSeen {
    const call = seen(req, Buffer.concat(pieces).toString(), socketClosed);
    this.calls.push(call);
    this.#arrivals.get(String(this.calls.length)).fire();
    return call;
  }

  async #play(script: Script, call: UpstreamCallSeen, act: Act): Promise<void> {
    try {
      await script(call, act);
    } catch (fault) {
      this.#faults.push(fault);
      act.reset();
    }
  }
}

function seen(req: IncomingMessage, body: string, socketClosed: Promise<void>): UpstreamCallSeen {
  return {
    method: req.method ?? '',
    path: req.url ?? '',
    headers: req.headers,
    rawHeaders: req.rawHeaders,
    body,
    json: parsed(body),
    at: Date.now(),
    complete: req.complete,
    socketClosed,
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
