import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, startServer } from '../../support/server-process.ts';

/** In front of the replicas: what students know as jigap's address. */
export interface Balancer {
  readonly kind: string;
  /** Without a path. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Nobody is without an answer for longer, whatever becomes of a replica. */
const READ_TIMEOUT_S = 25;

/** nginx where it is installed. @param folder for its files, which it may write @param ports of 127.0.0.1 */
export async function startBalancer(folder: string, ports: readonly number[]): Promise<Balancer> {
  return spawnSync('nginx', ['-v']).status === 0 ? startNginx(folder, ports) : startRoundRobin(ports);
}

async function startNginx(folder: string, ports: readonly number[]): Promise<Balancer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, nginxConfig(folder, port, ports));
  const server = startServer({
    command: ['nginx', '-p', folder, '-e', 'stderr', '-c', file, '-g', 'daemon off;'],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '' },
  });
  await untilListening(url, () => (server.hasEnded() ? server.printed() : null));
  return { kind: 'nginx', url, stop: async () => void (await server.stop('SIGTERM')) };
}

/** A call that a replica has got is never sent to another one: it may have been paid for. That is what nginx does with a POST. */
function nginxConfig(folder: string, port: number, ports: readonly number[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `pid ${folder}/nginx.pid;
worker_processes 1;
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  upstream jigap {
    ${ports.map((each) => `server 127.0.0.1:${each} max_fails=1 fail_timeout=1s;`).join('\n    ')}
    keepalive 64;
  }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 32m;
    location / {
      proxy_pass http://jigap;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_buffering off;
      proxy_connect_timeout 2s;
      proxy_read_timeout ${READ_TIMEOUT_S}s;
    }
  }
}
`;
}

/** In place of nginx: one after the other, and the next one where nobody listens. */
async function startRoundRobin(ports: readonly number[]): Promise<Balancer> {
  console.log('nginx is NOT installed: a small proxy of this test stands in its place');
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const from = turn++;
    passOn(
      ports.map((_, index) => ports[(from + index) % ports.length] ?? 0),
      incoming,
      outgoing,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { kind: 'a proxy of this test', url: `http://127.0.0.1:${port}`, stop };
}

function passOn([port, ...others]: readonly number[], incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url: path, headers } = incoming;
  const onward = request(
    { host: '127.0.0.1', port, method, path, headers, timeout: READ_TIMEOUT_S * 1000 },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    },
  );
  onward.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED' && others.length > 0) passOn(others, incoming, outgoing);
    else if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  });
  onward.on('timeout', () => onward.destroy());
  outgoing.on('close', () => onward.destroy());
  onward.once('socket', (socket) => socket.once('connect', () => incoming.pipe(onward)));
}

/** @param end what it said when it ended; null: it runs */
async function untilListening(url: string, end: () => string | null): Promise<void> {
  for (;;) {
    const said = end();
    if (said !== null) throw new Error(`nginx ended: ${said}`);
    if (
      await fetch(`${url}/livez`).then(
        () => true,
        () => false,
      )
    )
      return;
    await pause(20);
  }
}
