import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RawClient } from '../../support/raw-client.ts';
import {
  type Script,
  type ScriptedUpstream,
  startScriptedUpstream,
  wellBehaved,
} from '../../support/scripted-upstream.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { startCommand } from '../../support/start-command.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const OWNER_TOKEN = 'jgo_the-owner-token-of-the-server-tests';
const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 100 };

// biome-ignore lint/suspicious/noExplicitAny: whatever the API says
type Json = any;

/** The real process, over a database that outlives it. */
export interface GatewayServer {
  readonly process: ServerProcess;
  readonly url: string;
  readonly upstream: ScriptedUpstream;
  readonly databasePath: string;
  api(method: string, path: string, body?: unknown): Promise<Json>;
  newStudent(): Promise<string>;
}

export interface ServerWish {
  readonly env?: Readonly<Record<string, string>>;
  /** Of an earlier one: a second start. */
  readonly databasePath?: string;
}

/** Ends with the test. */
export async function startGatewayServer(wish: ServerWish = {}): Promise<GatewayServer> {
  const upstream = await startScriptedUpstream();
  onTestFinished(() => upstream.stop());
  const databasePath = wish.databasePath ?? join(tempFolderForThisTest(), 'jigap.db');
  const process = spawnServer({ OPENAI_BASE_URL: upstream.url, JIGAP_DATABASE: databasePath, ...wish.env });
  onTestFinished(async () => {
    await process.stop('SIGKILL');
  });
  const [, url = ''] = /running at (\S+)\n/.exec(await process.prints(/running at \S+\n/)) ?? [];
  const api = async (method: string, path: string, body?: unknown) => {
    const json = { 'content-type': 'application/json' };
    const headers = { authorization: `Bearer ${OWNER_TOKEN}`, ...(body === undefined ? {} : json) };
    const response = await fetch(url + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    return (await response.json()) as Json;
  };
  const newStudent = async () => {
    const { id } = await api('POST', '/api/students', { name: 'A student' });
    return (await api('POST', `/api/students/${id}/tokens`, {})).token;
  };
  return { process, url, upstream, databasePath, api, newStudent };
}

export function spawnServer(env: Readonly<Record<string, string>>, ...args: string[]): ServerProcess {
  return startServer({
    command: startCommand(...args),
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      JIGAP_PORT: '0',
      JIGAP_LANGUAGE: 'en',
      JIGAP_OWNER_TOKEN: OWNER_TOKEN,
      JIGAP_TIME_ZONE: 'Asia/Seoul',
      OPENAI_API_KEY: 'sk-proj-NobodysKeyForTheServerTests012345678',
      ...env,
    },
  });
}

/** For chat calls alone: the server itself asks for the list of models, whenever it likes. */
export function onChat(script: Script): Script {
  return (call, act) => (call.path === '/v1/chat/completions' ? script : wellBehaved)(call, act);
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
