import { join } from 'node:path';
import { runningUrl, type ServerProcess, startServer } from '../../support/server-process.ts';
import { OWNER_TOKEN, UPSTREAM_KEY } from './secrets.ts';

const ROOT = join(import.meta.dirname, '../../..');

export interface ReplicaOptions {
  readonly name: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly upstreamUrl: string;
  readonly model: string;
}

/** One whole jigap in a process of its own, on a port that it keeps when it is started again. */
export class ReplicaServer {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly #options: ReplicaOptions;
  #server: ServerProcess | null = null;

  constructor(options: ReplicaOptions) {
    this.name = options.name;
    this.port = options.port;
    this.url = `http://127.0.0.1:${options.port}`;
    this.#options = options;
  }

  /** Resolves when it listens. @throws Error with all that it printed when it does not */
  async start(): Promise<void> {
    this.#server = startServer({
      command: [process.execPath, 'src/server.ts'],
      cwd: ROOT,
      env: environmentOf(this.#options),
    });
    await runningUrl(this.#server);
  }

  /** kill -9. Resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#server?.stop('SIGKILL');
  }

  /** @param name such as SIGSTOP */
  signal(name: NodeJS.Signals): void {
    const pid = this.#server?.pid;
    if (pid !== undefined) process.kill(pid, name);
  }

  /** As an operator ends it. @returns what is wrong with its end; null: nothing */
  async stop(): Promise<string | null> {
    const code = await this.#server?.stop();
    return code === 0 ? null : `replica ${this.name} ended with ${code}: ${this.#server?.printed().slice(-2000)}`;
  }

  get hasEnded(): boolean {
    return this.#server?.hasEnded() ?? true;
  }

  /** How often its log says each error. */
  get errors(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const line of this.#server?.printed().split('\n') ?? []) {
      const error = errorOf(line);
      if (error !== null) counts.set(error, (counts.get(error) ?? 0) + 1);
    }
    return counts;
  }
}

function environmentOf({ port, databaseUrl, upstreamUrl, model }: ReplicaOptions): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    TZ: 'Asia/Seoul',
    JIGAP_ENV_FILE: 'none',
    JIGAP_DATABASE: databaseUrl,
    JIGAP_OWNER_TOKEN: OWNER_TOKEN,
    JIGAP_PORT: String(port),
    JIGAP_LANGUAGE: 'en',
    JIGAP_LOG_LEVEL: 'error',
    JIGAP_LOG_FORMAT: 'json',
    JIGAP_ALLOWED_MODELS: model,
    JIGAP_STUDENT_REQUESTS_PER_MINUTE: '100000',
    JIGAP_STUDENT_CALLS_IN_FLIGHT: '10',
    OPENAI_BASE_URL: upstreamUrl,
    OPENAI_API_KEY: UPSTREAM_KEY,
  };
}

/** null: another line. */
function errorOf(line: string): string | null {
  if (!line.startsWith('{')) return null;
  const { msg, err } = JSON.parse(line) as { readonly msg: string; readonly err?: { type: string; message: string } };
  return err === undefined ? msg : `${msg}: ${err.type}: ${err.message}`;
}
