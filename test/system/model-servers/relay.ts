import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

/** Stands before a model server and sees when its client closes a connection: what comes later is the server's own time. */
export interface Relay {
  /** The server's address, through the relay. */
  readonly baseUrl: string;
  /** Resolves when the connections that the last so many calls came over are closed. */
  readonly lastCallsClosed: (count: number) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

export async function startRelay(baseUrl: string): Promise<Relay> {
  const target = new URL(baseUrl);
  /** Whose last call is the newest comes last. */
  const connections = new Map<Socket, Promise<void>>();
  const server = createServer((client) => {
    const upstream = createConnection({ host: target.hostname, port: Number(target.port) });
    const closed = new Promise<void>((resolve) => {
      client.on('close', () => {
        connections.delete(client);
        upstream.destroy();
        resolve();
      });
    });
    client.on('data', () => {
      connections.delete(client);
      connections.set(client, closed);
    });
    for (const socket of [client, upstream]) socket.on('error', () => {});
    upstream.on('close', () => client.end());
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${target.pathname}`,
    lastCallsClosed: (count) => Promise.all([...connections.values()].slice(-count)),
    stop: async () => {
      for (const client of connections.keys()) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
