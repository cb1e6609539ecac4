import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { RESULT_TYPES } from '../../../../src/store/postgres/engine/result-types.ts';
import { postgresBinaries } from '../../../support/postgres/binaries.ts';
import type { Query } from '../books/ledger-rows.ts';
import { freePort } from './free-port.ts';
import { killTree } from './process-tree.ts';

export interface LedgerServerOptions {
  /** A new folder of this server's own, which others may enter. */
  readonly folder: string;
  /** Of postgresql.conf; the durable ones are PostgreSQL's own. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Such as LD_PRELOAD. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** PostgreSQL refuses to run as root. */
const UNPRIVILEGED = { uid: 65_534, gid: 65_534 };
const IDENTITY = process.getuid?.() === 0 ? UNPRIVILEGED : {};
const START_TIMEOUT_MS = 60_000;
const ROLE = 'jigap';
const DATABASE = 'jigap';
/** The server ends with the process that started it, however that one ends: only then its end of the pipe is closed. */
const KEEPER = '"$@" & server=$!; cat >/dev/null; kill -QUIT $server; wait $server';

/** A durable PostgreSQL on a port of 127.0.0.1, to be killed and started again. */
export class LedgerServer {
  readonly port: number;
  readonly #folder: string;
  readonly #options: LedgerServerOptions;
  readonly #binaries: string;
  #keeper: ChildProcess | null = null;

  private constructor(options: LedgerServerOptions, port: number) {
    this.port = port;
    this.#folder = options.folder;
    this.#options = options;
    this.#binaries = reachable(postgresBinaries(), options.folder);
  }

  /** With the role and the empty database of jigap. */
  static async start(options: LedgerServerOptions): Promise<LedgerServer> {
    const server = await LedgerServer.#inFolder(options);
    server.#initialize();
    await server.start();
    await server.admin('postgres', async (query) => {
      await query(`CREATE ROLE ${ROLE} LOGIN`);
      await query(`CREATE DATABASE ${DATABASE} OWNER ${ROLE}`);
    });
    return server;
  }

  /** A streaming standby of a server, which is stopped and started again for its copy. */
  static async startStandby(primary: LedgerServer, options: LedgerServerOptions, name: string): Promise<LedgerServer> {
    await primary.shutDown();
    const standby = await LedgerServer.#inFolder(options);
    cpSync(primary.#data, standby.#data, { recursive: true });
    execFileSync('chown', ['-R', `${UNPRIVILEGED.uid}:${UNPRIVILEGED.gid}`, standby.#data]);
    writeFileSync(join(standby.#data, 'standby.signal'), '');
    const source = `host=127.0.0.1 port=${primary.port} user=postgres application_name=${name}`;
    writeFileSync(join(standby.#data, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
    await primary.start();
    await standby.start();
    return standby;
  }

  /** A base backup of a server, which is stopped and started again for it. `recover` starts it. */
  static async copyOf(primary: LedgerServer, options: LedgerServerOptions): Promise<LedgerServer> {
    await primary.shutDown();
    const copy = await LedgerServer.#inFolder(options);
    cpSync(primary.#data, copy.#data, { recursive: true });
    execFileSync('chown', ['-R', `${UNPRIVILEGED.uid}:${UNPRIVILEGED.gid}`, copy.#data]);
    await primary.start();
    return copy;
  }

  /** Reads the archived log up to an instant, and takes over. @param until as PostgreSQL writes an instant */
  async recover(archive: string, until: string): Promise<void> {
    const recovery = [
      `restore_command = 'cp ${archive}/%f %p'`,
      `recovery_target_time = '${until}'`,
      "recovery_target_action = 'promote'",
    ];
    writeFileSync(join(this.#data, 'recovery.signal'), '');
    writeFileSync(join(this.#data, 'postgresql.auto.conf'), `${recovery.join('\n')}\n`);
    await this.start();
    while (((await this.query('SELECT pg_is_in_recovery() AS yes')) as { yes: boolean }[])[0]?.yes === true) {
      await pause(30);
    }
  }

  static async #inFolder(options: LedgerServerOptions): Promise<LedgerServer> {
    mkdirSync(options.folder, { recursive: true });
    if ('uid' in IDENTITY) chownSync(options.folder, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
    return new LedgerServer(options, await freePort());
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  /** As jigap connects. @param port of a proxy in between */
  url(port = this.port): string {
    return `postgres://${ROLE}@127.0.0.1:${port}/${DATABASE}`;
  }

  get pid(): number {
    return Number(readFileSync(join(this.#data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  async start(): Promise<void> {
    const settings = {
      ...{ listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(this.port) },
      ...{ max_connections: '200', shared_buffers: '128MB', max_wal_size: '2GB', log_error_verbosity: 'verbose' },
      ...this.#options.settings,
    };
    const log = openSync(this.#logPath, 'a');
    const command = [
      ...[join(this.#binaries, 'postgres'), '-D', this.#data],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
    const keeper = spawn('/bin/sh', ['-c', KEEPER, 'sh', ...command], {
      ...IDENTITY,
      detached: true,
      stdio: ['pipe', log, log],
      cwd: this.#folder,
      env: { ...process.env, ...this.#options.environment, LC_ALL: 'C' },
    });
    keeper.unref();
    this.#keeper = keeper;
    await this.#untilReady();
  }

  /** Kills the server and every backend. */
  async kill(): Promise<void> {
    await killTree(this.pid);
    this.#keeper?.kill('SIGKILL');
    this.#keeper = null;
  }

  /** Ends it cleanly; it can be started again. */
  async shutDown(): Promise<void> {
    const keeper = this.#keeper;
    if (keeper === null) return;
    this.#keeper = null;
    const ended = new Promise((resolve) => keeper.once('exit', resolve));
    process.kill(this.pid, 'SIGINT');
    while (existsSync(join(this.#data, 'postmaster.pid'))) await pause(10);
    keeper.ref();
    keeper.stdin?.end();
    await ended;
  }

  /** The PostgreSQL of npm has no tools. */
  get canBackUp(): boolean {
    return existsSync(join(this.#binaries, 'pg_basebackup'));
  }

  /** As an operator makes one, while calls run; it is removed again. @throws Error */
  async backUp(folder: string): Promise<void> {
    const source = ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres'];
    await promisify(execFile)(join(this.#binaries, 'pg_basebackup'), [...source, '-D', folder]);
    rmSync(folder, { recursive: true, force: true });
  }

  /** Ends it, and removes its files. */
  async remove(): Promise<void> {
    if (this.#keeper !== null) await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A connection of the superuser. The caller ends it. */
  async connect(database = DATABASE): Promise<pg.Client> {
    const client = new pg.Client({
      ...{ host: '127.0.0.1', port: this.port, user: 'postgres', database, application_name: 'test' },
      types: RESULT_TYPES,
    });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  async admin<Result>(database: string, work: (query: Query) => Promise<Result>): Promise<Result> {
    const client = await this.connect(database);
    try {
      return await work(async (text) => (await client.query<object>(text)).rows);
    } finally {
      await client.end();
    }
  }

  /** One statement of the superuser in jigap's database. */
  query(text: string): Promise<readonly unknown[]> {
    return this.admin(DATABASE, (query) => query(text));
  }

  /** Writes a setting and reads the configuration again. @param value null: as it was */
  async alterSystem(name: string, value: string | null): Promise<void> {
    await this.query(value === null ? `ALTER SYSTEM RESET ${name}` : `ALTER SYSTEM SET ${name} = '${value}'`);
    await this.query('SELECT 1 FROM pg_reload_conf()');
    await pause(200);
  }

  /** Everything that the server has said. */
  get log(): string {
    return readFileSync(this.#logPath, 'utf8');
  }

  get #logPath(): string {
    return join(this.#folder, 'server.log');
  }

  #initialize(): void {
    mkdirSync(this.#data, { mode: 0o700 });
    if ('uid' in IDENTITY) chownSync(this.#data, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
    const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'];
    execFileSync(join(this.#binaries, 'initdb'), ['-D', this.#data, ...options], {
      ...IDENTITY,
      stdio: 'pipe',
      cwd: this.#folder,
    });
  }

  async #untilReady(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      try {
        await (await this.connect('postgres')).end();
        return;
      } catch (error) {
        if (performance.now() > deadline) throw new Error(`PostgreSQL did not start: ${this.log}`, { cause: error });
        await pause(30);
      }
    }
  }
}

/** As an unprivileged user reaches them: a home of root is closed to it. */
function reachable(binaries: string, folder: string): string {
  if (!('uid' in IDENTITY)) return binaries;
  if (binaries.startsWith('/usr/')) return binaries;
  const copy = join(folder, 'native');
  cpSync(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}
