import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

export interface CountingProxy {
  /** What tells the clients to come this way, and where to ask how often they came. */
  readonly env: { readonly OPENAI_BASE_URL: string; readonly COUNT_URL: string };
  readonly close: () => Promise<void>;
}

/**
 * Passes everything on to a port of this machine and counts it, so that a client's silent second try is seen.
 * GET /count answers with the number so far.
 */
export async function countRequests(port: number): Promise<CountingProxy> {
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/count') {
      outgoing.end(String(count));
      return;
    }
    count += 1;
    passOn(port, incoming, outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const url = `http://127.0.0.1:${address.port}`;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { env: { OPENAI_BASE_URL: `${url}/v1`, COUNT_URL: `${url}/count` }, close };
}

function passOn(port: number, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
