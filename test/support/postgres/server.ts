import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { remove } from '../temp-folder.ts';
import { postgresBinaries } from './binaries.ts';

export interface PostgresOptions {
  /** false: nothing waits for the disk. For tests about what is in the database, never for crashes. */
  readonly isDurable: boolean;
  /** Of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A server of its own in a temporary folder. Only this user can connect, by a socket in the folder. */
export interface PostgresServer {
  /** Of the superuser "postgres". */
  urlOf(database: string, role?: string): string;
  readonly folder: string;
  /** Ends the server and every backend at once, as kill -9 of all of them does. */
  crash(): Promise<void>;
  /** After a crash. */
  start(): Promise<void>;
  /** Removes everything. */
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root. */
const UNPRIVILEGED = { uid: 65_534, gid: 65_534 };
const IS_ROOT = process.getuid?.() === 0;
const IDENTITY = IS_ROOT ? UNPRIVILEGED : {};
/** Of the socket; the port is only part of its name. */
const PORT = 5432;
const START_TIMEOUT_MS = 60_000;
/** Where there is one, what is written there costs no disk; jigap refuses a server without fsync. */
const MEMORY = '/dev/shm';
/** The server ends with the process that started it, however that one ends: only then its end of the pipe is closed. */
const KEEPER = '"$@" & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf "$FOLDER"';

export async function startPostgres({ isDurable, settings = {} }: PostgresOptions): Promise<PostgresServer> {
  const place = !isDurable && existsSync(MEMORY) ? MEMORY : tmpdir();
  const folder = mkdtempSync(join(place, 'jigap-pg-'));
  if (IS_ROOT) chownSync(folder, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  const binaries = reachable(postgresBinaries(), folder);
  const data = join(folder, 'data');
  initialize(binaries, data);
  const all = {
    ...{ listen_addresses: '', unix_socket_directories: folder, max_connections: '200', shared_buffers: '64MB' },
    ...settings,
  };
  const server = new RunningServer(folder, [
    ...[join(binaries, 'postgres'), '-D', data, '-p', String(PORT)],
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  await server.start();
  return server;
}

/** As an unprivileged user reaches them: a home of root is closed to it. */
function reachable(binaries: string, folder: string): string {
  if (!IS_ROOT || isOpenToOthers(binaries)) return binaries;
  const copy = join(folder, 'native');
  cpSync(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function isOpenToOthers(path: string): boolean {
  const parent = dirname(path);
  return (statSync(path).mode & 0o001) !== 0 && (parent === path || isOpenToOthers(parent));
}

/** With the rules of a language: what jigap compares must not depend on them. */
function initialize(binaries: string, data: string): void {
  mkdirSync(data);
  chmodSync(data, 0o700);
  if (IS_ROOT) chownSync(data, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  const locale = ['--locale-provider=icu', '--icu-locale=ko', '--locale=C'];
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--data-checksums', '--no-sync', ...locale],
    { ...IDENTITY, stdio: 'pipe', cwd: data },
  );
}

class RunningServer implements PostgresServer {
  readonly folder: string;
  readonly #command: readonly string[];
  #keeper: ChildProcess | undefined;
  #log = '';

  constructor(folder: string, command: readonly string[]) {
    this.folder = folder;
    this.#command = command;
  }

  urlOf(database: string, role = 'postgres'): string {
    return `postgres://${role}@localhost:${PORT}/${database}?host=${encodeURIComponent(this.folder)}`;
  }

  async start(): Promise<void> {
    const keeper = spawn('/bin/sh', ['-c', KEEPER, 'sh', ...this.#command], {
      ...IDENTITY,
      // A Ctrl-C at the terminal is for the tests; they end the server.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: this.folder,
      env: { ...process.env, FOLDER: this.folder, LC_ALL: 'C' },
    });
    this.#keeper = keeper;
    // Not a reason to keep this process alive.
    keeper.unref();
    for (const stream of [keeper.stdout, keeper.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#log = (this.#log + text).slice(-20_000);
      });
      (stream as typeof stream & { unref(): void }).unref();
    }
    await this.#untilReady();
  }

  async crash(): Promise<void> {
    const server = this.#serverPid();
    const backends = childrenOf(server);
    for (const pid of [server, ...backends]) kill(pid);
    while ([server, ...backends].some(isRunning)) await delay(5);
    // With what waits for the end of this process.
    if (this.#keeper?.pid !== undefined) kill(-this.#keeper.pid);
  }

  async stop(): Promise<void> {
    const keeper = this.#keeper;
    if (keeper !== undefined && keeper.exitCode === null && keeper.signalCode === null) {
      const ended = new Promise((resolve) => keeper.once('close', resolve));
      keeper.ref();
      keeper.stdin?.end();
      await ended;
    }
    remove(this.folder);
  }

  async #untilReady(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      const client = new pg.Client({ connectionString: this.urlOf('postgres') });
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (performance.now() > deadline || this.#keeper?.exitCode !== null) {
          throw new Error(`PostgreSQL did not start: ${this.#log}`, { cause: error });
        }
        await delay(20);
      }
    }
  }

  #serverPid(): number {
    return Number(readFileSync(join(this.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  }
}

function childrenOf(pid: number): number[] {
  const list = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return list
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** A zombie counts as ended. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
