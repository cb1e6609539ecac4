import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AnswerSeen {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** All of the body that has come so far. */
  body: string;
}

/** What stands between the client and the gateway: it counts what the client really sends, and reads what it gets. */
export interface Wire {
  /** Without a path. */
  readonly url: string;
  /** "POST /v1/chat/completions", once per HTTP request. */
  readonly requests: readonly string[];
  readonly answers: readonly AnswerSeen[];
  /** Resolves when so many answers have begun. */
  answered(count: number): Promise<void>;
  reset(): void;
  stop(): Promise<void>;
}

export interface WireOptions {
  /** Tells the client to try again at once instead of later, so that a test need not wait; whether it does is its own. */
  readonly impatient: boolean;
}

/** More than the gateway takes, so that it is the gateway that refuses. */
const HEADER_BYTES = 1024 * 1024;

export async function startWire(gatewayUrl: string, { impatient }: WireOptions): Promise<Wire> {
  const requests: string[] = [];
  const answers: AnswerSeen[] = [];
  let waiting: (() => void)[] = [];
  const server = createServer({ maxHeaderSize: HEADER_BYTES }, (incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url}`);
    passOn(gatewayUrl, incoming, outgoing, (answer) => {
      answers.push(watch(answer));
      for (const look of waiting.splice(0)) look();
      const again = impatient && (answer.statusCode ?? 0) >= 400 ? { 'retry-after-ms': '1' } : {};
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...again });
      answer.pipe(outgoing);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers,
    async answered(count) {
      while (answers.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    reset() {
      requests.length = 0;
      answers.length = 0;
      waiting = [];
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function watch(answer: IncomingMessage): AnswerSeen {
  const seen: AnswerSeen = { status: answer.statusCode ?? 0, headers: answer.headers, body: '' };
  answer.on('data', (bytes: Buffer) => {
    seen.body += bytes.toString('latin1');
  });
  return seen;
}

/** Hang-ups and resets pass in both directions. */
function passOn(
  gatewayUrl: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onAnswer: (answer: IncomingMessage) => void,
): void {
  const { method, url, headers } = incoming;
  const { hostname, port } = new URL(gatewayUrl);
  const onward = request({ host: hostname, port, method, path: url, headers, agent: false }, (answer) => {
    // An answer may come before the end of its request: what is left of that is of no interest to anyone.
    incoming.unpipe(onward).resume();
    onAnswer(answer);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
