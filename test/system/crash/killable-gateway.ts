import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { OwnerClient } from '../../support/owner-client.ts';
import type { Arming } from './points.ts';

const ROOT = join(import.meta.dirname, '../../..');
const OWNER_TOKEN = 'jgo_the-owner-token-of-the-crash-tests';
export const MODEL = 'gpt-4.1-nano';

/** The real process, over a database that outlives it. */
export interface KillableGateway {
  readonly url: string;
  readonly owner: OwnerClient;
  /** Arms a fault point; resolves when the process has heard it. */
  arm(arming: Arming): Promise<void>;
  kill(): void;
  /** Resolves with the signal that ended it and the errors that it told. */
  readonly ended: Promise<Ending>;
}

export interface Ending {
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
}

export interface GatewayOptions {
  readonly databasePath: string;
  readonly upstreamUrl: string;
  /** Armed from the first instruction on. */
  readonly armedAtStart?: Arming['point'];
}

/** null when the process ended before it listened. */
export async function startKillableGateway(
  options: GatewayOptions,
): Promise<{ gateway: KillableGateway | null; ending: Promise<Ending> }> {
  const child = spawn(process.execPath, ['--import', './test/system/crash/fault-points.ts', 'src/server.ts'], {
    cwd: ROOT,
    env: environment(options),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ending = endOf(child);
  const url = await Promise.race([addressOf(child), ending.then(() => null)]);
  if (url === null) return { gateway: null, ending };
  const arm = async (arming: Arming) => {
    const armed = once(child, 'message');
    child.send(arming);
    await armed;
  };
  return {
    gateway: {
      url,
      owner: new OwnerClient(url, OWNER_TOKEN),
      arm,
      kill: () => void child.kill('SIGKILL'),
      ended: ending,
    },
    ending,
  };
}

function environment({ databasePath, upstreamUrl, armedAtStart }: GatewayOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    JIGAP_ENV_FILE: 'none',
    TZ: 'Asia/Seoul',
    JIGAP_DATABASE: databasePath,
    JIGAP_OWNER_TOKEN: OWNER_TOKEN,
    JIGAP_PORT: '0',
    JIGAP_LANGUAGE: 'en',
    JIGAP_LOG_LEVEL: 'error',
    JIGAP_ALLOWED_MODELS: MODEL,
    JIGAP_STUDENT_REQUESTS_PER_MINUTE: '1000000',
    OPENAI_BASE_URL: upstreamUrl,
    OPENAI_API_KEY: 'sk-proj-NobodysKeyForTheCrashTests0123456789',
    ...(armedAtStart === undefined ? {} : { CRASH_POINT: armedAtStart }),
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let printed = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const url = /running at (http:\/\/\S+)\n/.exec(printed)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

function endOf(child: ChildProcess): Promise<Ending> {
  let errors = '';
  child.stdout?.on('data', (text: string) => {
    // The log, of which only errors are wanted.
    errors += text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .join('\n');
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, signal) => resolve({ signal, errors }));
  });
}
