import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { SECRETS } from '../secrecy/canaries.ts';
import type { CallerName } from './requests.ts';

export const MODELS = [
  ...['gpt-3.5-turbo', 'gpt-5-mini', 'gpt-3.5-turbo-instruct', 'text-embedding-3-small', 'omni-moderation-latest'],
];

/** The gateway in a process of its own, its students, and its provider. */
export interface FuzzStage {
  readonly url: string;
  readonly server: ServerProcess;
  readonly upstream: ScriptedUpstream;
  readonly databasePath: string;
  readonly tokens: Readonly<Record<CallerName, string | null>>;
  /** As the owner: the text of the answer. */
  api(method: string, path: string, body?: object): Promise<string>;
  stop(): Promise<void>;
}

export async function startFuzzStage(): Promise<FuzzStage> {
  const upstream = await startScriptedUpstream();
  const folder = mkdtempSync(join(tmpdir(), 'jigap-fuzz-'));
  const databasePath = join(folder, 'data', 'jigap.db');
  const server = startServer({
    command: [process.execPath, join(import.meta.dirname, '../../../src/server.ts')],
    cwd: folder,
    env: {
      OPENAI_API_KEY: SECRETS.key,
      OPENAI_BASE_URL: upstream.url,
      JIGAP_DATABASE: databasePath,
      JIGAP_OWNER_TOKEN: SECRETS['owner token'],
      JIGAP_ALLOWED_MODELS: MODELS.join(),
      JIGAP_LANGUAGE: 'en',
      JIGAP_PORT: '0',
      // Nothing is refused for its number, and nothing takes long.
      JIGAP_WALLET_MONTHLY_USD: '1000000',
      JIGAP_STUDENT_WEEKLY_USD: '1000000',
      JIGAP_ADDRESS_FAILURES_PER_MINUTE: '1000000',
      JIGAP_STUDENT_REQUESTS_PER_MINUTE: '1000000',
      JIGAP_STUDENT_CALLS_IN_FLIGHT: '1000',
      JIGAP_BODY_LIMIT_BYTES: '65536',
      JIGAP_ANSWER_BYTES: '1000000',
      JIGAP_REQUEST_TIMEOUT_SECONDS: '5',
      JIGAP_UPSTREAM_TIMEOUT_SECONDS: '1',
      JIGAP_STREAM_SECONDS: '2',
      JIGAP_DRAIN_SECONDS: '1',
      JIGAP_STOP_SECONDS: '2',
    },
  });
  const [, url = ''] = /running at (\S+)\n/.exec(await server.prints(/running at \S+\n/)) ?? [];
  const api: FuzzStage['api'] = async (method, path, body) => {
    const headers = { authorization: `Bearer ${SECRETS['owner token']}`, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method, headers, body: body ? JSON.stringify(body) : null });
    return response.text();
  };
  const stop = async () => {
    await server.stop();
    await upstream.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, server, upstream, databasePath, tokens: await tokensFor(api), api, stop };
}

async function tokensFor(api: FuzzStage['api']): Promise<FuzzStage['tokens']> {
  const made = async (path: string, body: object) => JSON.parse(await api('POST', path, body));
  const student = async (more: object = {}) => {
    const { id } = await made('/api/students', { name: 'A student', ...more });
    const token = await made(`/api/students/${id}/tokens`, {});
    return { id, token: token.token as string, tokenId: token.id as number };
  };
  const [rich, revoked, suspended] = [await student(), await student(), await student()];
  const poor = await student({ budgets: [{ period: 'total', limit_usd: 0.0001 }] });
  await api('DELETE', `/api/tokens/${revoked.tokenId}`);
  await api('PATCH', `/api/students/${suspended.id}`, { suspended: true });
  return {
    ...{ rich: rich.token, poor: poor.token, revoked: revoked.token, suspended: suspended.token },
    ...{ nobody: `${rich.token.slice(0, -1)}!`, wrong: 'jgp_wrong', none: null, owner: SECRETS['owner token'] },
  };
}
