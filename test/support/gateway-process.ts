import { join } from 'node:path';
import { OwnerClient } from './owner-client.ts';
import { createServerDatabase } from './server-database.ts';
import { runningUrl, type ServerProcess, startServer } from './server-process.ts';
import { startCommand } from './start-command.ts';

const ROOT = join(import.meta.dirname, '../..');
export const SERVER_FILE = join(ROOT, 'src/server.ts');
const OWNER_TOKEN = 'jgo_the-owner-token-of-the-tests';

export interface GatewayOptions {
  /** Settings beside the port, the database and the owner token, or instead of them. */
  readonly env?: Readonly<Record<string, string>>;
  /** `npm start` when absent. */
  readonly command?: readonly string[];
  /** Where it runs; the repository when absent. */
  readonly cwd?: string;
}

/** The real server in a process of its own. */
export interface GatewayProcess {
  readonly server: ServerProcess;
  /** Without a path. */
  readonly url: string;
  /** What JIGAP_DATABASE says. */
  readonly databasePath: string;
  readonly ownerToken: string;
  readonly owner: OwnerClient;
  /** Ends it and removes what was made for it; its exit code, null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** As spawnGateway, and waits until it listens. */
export async function startGateway({ env = {}, ...options }: GatewayOptions = {}): Promise<GatewayProcess> {
  const database = env.JIGAP_DATABASE === undefined ? await createServerDatabase('empty') : null;
  const databasePath = env.JIGAP_DATABASE ?? database?.place ?? '';
  const ownerToken = env.JIGAP_OWNER_TOKEN ?? OWNER_TOKEN;
  const server = spawnGateway({ ...options, env: { JIGAP_DATABASE: databasePath, ...env } });
  const stop = async (signal?: NodeJS.Signals) => {
    const code = await server.stop(signal);
    await database?.remove();
    return code;
  };
  const url = await runningUrl(server);
  return { server, url, databasePath, ownerToken, owner: new OwnerClient(url, ownerToken), stop };
}

/** In an environment of its own, so that a real key of the person who runs the tests is not found. */
export function spawnGateway({ env, command = startCommand(), cwd = ROOT }: GatewayOptions): ServerProcess {
  return startServer({
    command,
    cwd,
    env: {
      PATH: process.env.PATH ?? '',
      JIGAP_PORT: '0',
      JIGAP_ENV_FILE: 'none',
      JIGAP_OWNER_TOKEN: OWNER_TOKEN,
      ...env,
    },
  });
}
