import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Child, startChild, TARGET_CORE } from './children.ts';
import { PORTKEY_PROGRAM } from './peers.ts';
import type { Target } from './target.ts';

export const CALL_PATH = '/v1/chat/completions';
const NO_SECRETS = ['sk-bench'];

/** Where a target keeps its files, and who answers. */
export interface TargetOptions {
  readonly folder: string;
  readonly upstreamPort: number;
}

export function directTarget({ upstreamPort }: TargetOptions): Target {
  return { name: 'direct', port: upstreamPort, pid: null, headers: {}, secrets: NO_SECRETS, end: async () => {} };
}

export async function startBare({ folder, upstreamPort }: TargetOptions): Promise<Target> {
  mkdirSync(folder, { recursive: true });
  const child = startChild({
    command: [process.execPath, join(import.meta.dirname, 'bare-process.ts'), String(upstreamPort)],
    ...{ cores: TARGET_CORE, logPath: join(folder, 'bare.log') },
  });
  const [, port] = await child.prints(/listening on (\d+)/);
  return { name: 'bare', port: Number(port), pid: child.pid, headers: {}, secrets: NO_SECRETS, end: child.end };
}

/** null where it is not installed. */
export function nginxVersion(): string | null {
  const { status, stderr } = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
  return status === 0 ? (/nginx\/(\S+)/.exec(stderr)?.[1] ?? 'unknown') : null;
}

/** One process, so that its CPU time is all there is. */
export async function startNginx({ folder, upstreamPort }: TargetOptions): Promise<Target> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, nginxConfig(folder, port, upstreamPort));
  const child = startChild({
    command: ['nginx', '-p', folder, '-c', config, '-e', join(folder, 'nginx-error.log')],
    ...{ cores: TARGET_CORE, logPath: join(folder, 'nginx.log') },
  });
  await accepts(child, port);
  return { name: 'nginx', port, pid: child.pid, headers: {}, secrets: NO_SECRETS, end: child.end };
}

function nginxConfig(folder: string, port: number, upstreamPort: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${join(folder, name)};`,
  );
  return `
daemon off;
master_process off;
pid ${join(folder, 'nginx.pid')};
events { worker_connections 4096; }
http {
  access_log off;
${temporary.join('\n')}
  client_max_body_size 16m;
  client_body_buffer_size 2m;
  upstream provider { server 127.0.0.1:${upstreamPort}; keepalive 1100; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    keepalive_requests 100000000;
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`;
}

/** With nothing of its own on: no tokens, no budgets, no ledger. */
export async function startPortkey({ folder, upstreamPort }: TargetOptions): Promise<Target> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const child = startChild({
    command: [process.execPath, PORTKEY_PROGRAM, `--port=${port}`, '--headless'],
    ...{ cores: TARGET_CORE, cwd: folder, logPath: join(folder, 'portkey.log') },
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
  });
  await accepts(child, port);
  const headers = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1` };
  return { name: 'portkey', port, pid: child.pid, headers, secrets: NO_SECRETS, end: child.end };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const ACCEPT_PATIENCE_MS = 20_000;

async function accepts(child: Child, port: number): Promise<void> {
  const deadline = performance.now() + ACCEPT_PATIENCE_MS;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    if (child.process.exitCode !== null || performance.now() > deadline) {
      throw new Error(`${child.process.spawnargs.join(' ')} does not listen`);
    }
    await wait(5);
  }
}
