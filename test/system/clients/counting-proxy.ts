import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

export interface CountingProxy {
  /** What a client of this name sets as its base URL to come to this gateway; ends in /v1. */
  readonly baseUrl: (client: string, gateway: string) => string;
  /** Answers with the number of requests that this client has sent so far, to whichever gateway. */
  readonly countUrl: (client: string) => string;
  readonly close: () => Promise<void>;
}

/**
 * Passes on /CLIENT/GATEWAY/... to a port of this machine, without those two, and counts per client: so that a
 * client's silent second try is seen while others run beside it. Where a gateway has two ports, requests go to one after the
 * other, and those about stored answers to that of their API token, as the guide for schools has it.
 */
export async function countRequests(ports: Readonly<Record<string, readonly number[]>>): Promise<CountingProxy> {
  const counts = new Map<string, number>();
  let turn = 0;
  const portOf = (gateway: string, path: string, authorization: string) => {
    const all = ports[gateway] ?? [];
    const number = path.startsWith('/v1/responses')
      ? createHash('sha256').update(authorization).digest().readUInt8()
      : turn++;
    return all[number % all.length];
  };
  // A connection that is kept must not end under a client's next request: some would not send it again.
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    const [, client = '', gateway = '', rest = ''] = /^\/([^/]+)\/([^/]+)(.*)$/.exec(incoming.url ?? '') ?? [];
    const count = counts.get(client) ?? 0;
    if (gateway === 'count') {
      outgoing.end(String(count));
      return;
    }
    const port = portOf(gateway, rest, incoming.headers.authorization ?? '');
    if (port === undefined) {
      outgoing.writeHead(500).end(`the proxy knows no way for ${incoming.url}`);
      return;
    }
    counts.set(client, count + 1);
    passOn(port, rest, incoming, outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    baseUrl: (client, gateway) => `${url}/${client}/${gateway}/v1`,
    countUrl: (client) => `${url}/${client}/count`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function passOn(port: number, path: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => {
    // A gateway answers before it has read a body that it refuses: the client sends it on, and waits until it is read.
    incoming.unpipe(onward).resume();
    onward.destroy();
  });
  incoming.pipe(onward);
}
