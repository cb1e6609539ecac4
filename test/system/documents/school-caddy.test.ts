import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freePort, type ServerProcess, startServer } from '../../support/server-process.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';

/** config/school/Caddyfile in front of two servers that answer as replicas do. */
const CADDYFILE = join(import.meta.dirname, '../../../config/school/Caddyfile');
const PATIENCE_MS = 30_000;
const folder = makeTempFolder();

/** A server in place of a replica. */
class Replica {
  readonly name: string;
  isReady = true;
  /** Ends the connection of a call after it was read, as a process that is killed does. */
  dies = false;
  readonly calls: { readonly token: string; readonly forwardedFor: string }[] = [];
  readonly #server: Server;

  constructor(name: string) {
    this.name = name;
    this.#server = createServer((message, response) => {
      if (message.url === '/readyz') return void response.writeHead(this.isReady ? 200 : 503).end();
      this.calls.push({
        token: message.headers.authorization ?? '',
        forwardedFor: String(message.headers['x-forwarded-for']),
      });
      message.resume().on('end', () => {
        if (this.dies) message.socket.destroy();
        else response.end(this.name);
      });
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('a replica has no port');
    return `127.0.0.1:${address.port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const replicas = [new Replica('a'), new Replica('b')] as const;
const [a, b] = replicas;
let caddy: ServerProcess;
let port: number;

beforeAll(async () => {
  port = await freePort();
  const addresses = await Promise.all(replicas.map((replica) => replica.listen()));
  caddy = startServer({
    command: ['caddy', 'run', '--config', CADDYFILE, '--adapter', 'caddyfile'],
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      SCHOOL_ADDRESS: `http://127.0.0.1:${port}`,
      REPLICAS: addresses.join(' '),
      // Not at the usual port: another Caddy of this machine may have it.
      CADDY_ADMIN: `127.0.0.1:${await freePort()}`,
    },
  });
  await caddy.prints(/serving initial configuration/);
});

afterAll(async () => {
  await caddy.stop();
  for (const replica of replicas) replica.close();
  remove(folder);
});

beforeEach(async () => {
  for (const replica of replicas) Object.assign(replica, { isReady: true, dies: false });
  await waitFor(async () => new Set(await answersOf(tokens(20))).size === 2);
  for (const replica of replicas) replica.calls.length = 0;
});

const tokens = (count: number) => Array.from({ length: count }, (_, n) => `jgp_${n}`);

async function call(token: string, headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
  const sent = request({
    ...{ host: '127.0.0.1', port, path: '/v1/chat/completions', method: 'POST', agent: false },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  });
  sent.end('{}');
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

/** Which replica answered; '' for none. */
async function answerOf(token: string): Promise<string> {
  const response = await call(token);
  let text = '';
  for await (const bytes of response.setEncoding('utf8')) text += bytes;
  return response.statusCode === 200 ? text : '';
}

function answersOf(all: readonly string[]): Promise<string[]> {
  return Promise.all(all.map(answerOf));
}

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it did not become so');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('leads an API token always to the same replica, and uses both', async () => {
  const first = await answersOf(tokens(40));
  expect(new Set(first)).toEqual(new Set(['a', 'b']));
  for (let round = 0; round < 5; round++) expect(await answersOf(tokens(40))).toEqual(first);
});

test('leads to another replica while one is not ready, and back again; other tokens stay where they are', async () => {
  const before = await answersOf(tokens(40));
  a.isReady = false;
  await waitFor(async () => !(await answersOf(tokens(40))).includes('a'));
  b.calls.length = 0;
  expect(await answersOf(tokens(40))).toEqual(tokens(40).map(() => 'b'));
  a.isReady = true;
  await waitFor(async () => (await answersOf(tokens(40))).join() === before.join());
});

test('sends a call that a replica has got to no other one', async () => {
  for (const replica of replicas) replica.dies = true;
  expect((await call('jgp_once')).resume().statusCode).toBe(502);
  expect([...a.calls, ...b.calls].filter(({ token }) => token === 'Bearer jgp_once')).toHaveLength(1);
});

test('lets no client say which address it has', async () => {
  (await call('jgp_liar', { 'x-forwarded-for': '203.0.113.9' })).resume();
  const [seen] = [...a.calls, ...b.calls].filter(({ token }) => token === 'Bearer jgp_liar');
  expect(seen?.forwardedFor).toBe('127.0.0.1');
});
