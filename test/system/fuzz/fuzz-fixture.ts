import { tmpdir } from 'node:os';
import { SERVER_FILE, startGateway } from '../../support/gateway-process.ts';
import type { OwnerClient } from '../../support/owner-client.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { SECRETS } from '../secrecy/canaries.ts';
import type { CallerName } from './requests.ts';

export const MODELS = [
  ...['gpt-3.5-turbo', 'gpt-5-mini', 'gpt-3.5-turbo-instruct', 'text-embedding-3-small', 'omni-moderation-latest'],
];

/** The gateway in a process of its own, its students, and its provider. */
export interface FuzzFixture {
  readonly url: string;
  readonly server: ServerProcess;
  readonly upstream: ScriptedUpstream;
  readonly databasePath: string;
  readonly tokens: Readonly<Record<CallerName, string | null>>;
  /** As the owner: the text of the answer. */
  api(method: string, path: string, body?: object): Promise<string>;
  stop(): Promise<void>;
}

export async function startFuzzFixture(): Promise<FuzzFixture> {
  const upstream = await startScriptedUpstream();
  const { server, url, databasePath, owner, stop } = await startGateway({
    command: [process.execPath, SERVER_FILE],
    cwd: tmpdir(),
    env: {
      OPENAI_API_KEY: SECRETS.key,
      OPENAI_BASE_URL: upstream.url,
      JIGAP_OWNER_TOKEN: SECRETS['owner token'],
      JIGAP_ALLOWED_MODELS: MODELS.join(),
      JIGAP_LANGUAGE: 'en',
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
  const api: FuzzFixture['api'] = async (method, path, body) => (await owner.send(method, path, body)).text;
  const stopAll = async () => {
    await stop();
    await upstream.stop();
  };
  return { url, server, upstream, databasePath, tokens: await issueTokens(owner), api, stop: stopAll };
}

async function issueTokens(owner: OwnerClient): Promise<FuzzFixture['tokens']> {
  const [rich, revoked, suspended] = [await owner.newStudent(), await owner.newStudent(), await owner.newStudent()];
  const poor = await owner.newStudent({ budgets: [{ period: 'total', limit_usd: 0.0001 }] });
  await owner.call('DELETE', `/api/tokens/${revoked.tokenId}`);
  await owner.call('PATCH', `/api/students/${suspended.student.id}`, { suspended: true });
  return {
    ...{ rich: rich.token, poor: poor.token, revoked: revoked.token, suspended: suspended.token },
    ...{ nobody: `${rich.token.slice(0, -1)}!`, wrong: 'jgp_wrong', none: null, owner: SECRETS['owner token'] },
  };
}
