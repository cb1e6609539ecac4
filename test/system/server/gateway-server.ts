import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { spawnGateway, startGateway } from '../../support/gateway-process.ts';
import { writeMigratedDatabase } from '../../support/migrated-database.ts';
import type { RawClient } from '../../support/raw-client.ts';
import {
  type Script,
  type ScriptedUpstream,
  startScriptedUpstream,
  wellBehaved,
} from '../../support/scripted-upstream.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { startCommand } from '../../support/start-command.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 100 };

/** The real process, over a database that outlives it. */
export interface GatewayServer {
  readonly process: ServerProcess;
  readonly url: string;
  readonly upstream: ScriptedUpstream;
  readonly databasePath: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API says
  api(method: string, path: string, body?: unknown): Promise<any>;
  newStudent(): Promise<string>;
}

export interface ServerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Of an earlier one: a second start. */
  readonly databasePath?: string;
}

/** Ends with the test. */
export async function startGatewayServer(options: ServerOptions = {}): Promise<GatewayServer> {
  const upstream = await startScriptedUpstream();
  onTestFinished(() => upstream.stop());
  const databasePath = options.databasePath ?? join(tempFolderForThisTest(), 'jigap.db');
  // That a server makes its tables is seen in starting.test.ts, where it is given no file.
  if (options.databasePath === undefined) writeMigratedDatabase(databasePath);
  const env = { ...ENVIRONMENT, OPENAI_BASE_URL: upstream.url, JIGAP_DATABASE: databasePath, ...options.env };
  const { server, url, owner, stop } = await startGateway({ env });
  onTestFinished(async () => {
    await stop('SIGKILL');
  });
  const api = async (method: string, path: string, body?: unknown) => (await owner.send(method, path, body)).json;
  const newStudent = async () => (await owner.newStudent()).token;
  return { process: server, url, upstream, databasePath, api, newStudent };
}

export function spawnServer(env: Readonly<Record<string, string>>, ...args: string[]): ServerProcess {
  return spawnGateway({ command: startCommand(...args), env: { ...ENVIRONMENT, ...env } });
}

const ENVIRONMENT = {
  JIGAP_LANGUAGE: 'en',
  JIGAP_TIME_ZONE: 'Asia/Seoul',
  OPENAI_API_KEY: 'sk-proj-NobodysKeyForTheServerTests012345678',
};

/** For chat calls alone: the server itself asks for the list of models, whenever it likes. */
export function onChat(script: Script): Script {
  return (call, act) => (call.path === '/v1/chat/completions' ? script : wellBehaved)(call, act);
}

/** Resolves when the provider has got a chat call. */
export async function chatCalled(upstream: ScriptedUpstream): Promise<void> {
  for (let nth = 1; chatsSeen(upstream) === 0; nth++) await upstream.called(nth);
}

export function chatsSeen(upstream: ScriptedUpstream): number {
  return upstream.calls.filter(({ path }) => path === '/v1/chat/completions').length;
}

export async function sendChat(client: RawClient, token: string, more: object = {}): Promise<void> {
  await client.request({
    path: '/v1/chat/completions',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...CHAT, ...more }),
  });
}
