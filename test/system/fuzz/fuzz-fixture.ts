import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVER_FILE, startGateway } from '../../support/gateway-process.ts';
import type { OwnerClient } from '../../support/owner-client.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import { SECRETS } from '../secrecy/canaries.ts';
import type { CallerName } from './requests.ts';

export const MODELS = [
  ...['gpt-3.5-turbo', 'gpt-5-mini', 'gpt-3.5-turbo-instruct', 'text-embedding-3-small', 'omni-moderation-latest'],
  ...['gpt-5.6-luna', 'gpt-image-2', 'tts-1'],
];

/** Of the provider in the lab: at no price, and the same id at both. */
export const LAB_MODELS = ['llama-lab', 'bert-lab', 'gpt-5-mini'];

/** The gateway in a process of its own, its students, and its two providers. */
export interface FuzzFixture {
  readonly url: string;
  readonly server: ServerProcess;
  readonly upstreams: Readonly<Record<'openai' | 'lab', ScriptedUpstream>>;
  readonly databasePath: string;
  readonly tokens: Readonly<Record<CallerName, string | null>>;
  /** As the owner: the text of the answer. */
  api(method: string, path: string, body?: object): Promise<string>;
  stop(): Promise<void>;
}

export async function startFuzzFixture(): Promise<FuzzFixture> {
  const upstreams = { openai: await startScriptedUpstream(), lab: await startScriptedUpstream() };
  const folder = makeTempFolder();
  const { server, url, databasePath, owner, stop } = await startGateway({
    command: [process.execPath, SERVER_FILE],
    cwd: tmpdir(),
    env: {
      OPENAI_API_KEY: SECRETS.key,
      OPENAI_BASE_URL: upstreams.openai.url,
      ...settingsOfLab(upstreams.lab.url, folder),
      JIGAP_OWNER_TOKEN: SECRETS['owner token'],
      JIGAP_ALLOWED_MODELS: [...MODELS, 'lesson', 'llama-lab', 'bert-lab'].join(),
      JIGAP_MODEL_ALIASES: 'lesson=gpt-3.5-turbo|gpt-5-mini|llama-lab',
      JIGAP_LANGUAGE: 'en',
      // Nothing is refused for its number, and nothing takes long.
      JIGAP_WALLET_MONTHLY_USD: '1000000',
      JIGAP_STUDENT_WEEKLY_USD: '1000000',
      JIGAP_ADDRESS_FAILURES_PER_MINUTE: '1000000',
      JIGAP_STUDENT_REQUESTS_PER_MINUTE: '1000000',
      JIGAP_STUDENT_CALLS_IN_FLIGHT: '1000',
      JIGAP_BODY_LIMIT_BYTES: '65536',
      JIGAP_IMAGE_BODY_LIMIT_BYTES: '262144',
      JIGAP_BODY_MEMORY_BYTES: '1048576',
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
    await Promise.all(Object.values(upstreams).map((upstream) => upstream.stop()));
    remove(folder);
  };
  return { url, server, upstreams, databasePath, tokens: await issueTokens(owner), api, stop: stopAll };
}

function settingsOfLab(url: string, folder: string): Record<string, string> {
  const providers = join(folder, 'providers.json');
  const models = join(folder, 'models.json');
  const lab = { name: 'lab', base_url: url, key_env: 'LAB_KEY', openai_fields: false, timeout_seconds: 1 };
  writeFileSync(providers, JSON.stringify({ providers: [lab] }));
  writeFileSync(models, JSON.stringify({ models: LAB_MODELS.map(labModel) }));
  return {
    JIGAP_PROVIDERS_FILE: providers,
    JIGAP_MORE_MODELS_FILE: models,
    LAB_KEY: SECRETS['key of the lab'],
  };
}

function labModel(id: string): object {
  const isBert = id === 'bert-lab';
  return {
    ...{ id, provider: 'lab', snapshots: [], inputs: ['text'], reasoning: false, shutdown_date: null },
    endpoints: isBert ? ['embeddings'] : ['chat', 'responses'],
    ...{ context_window: 4096, max_output: isBert ? 0 : 4096, default_max_output: isBert ? 0 : 512 },
    prices: [{ from: '2026-01-01', input: 0, cached_input: 0, cache_write: 0, output: 0, source: 'our own machine' }],
  };
}

/** Those who may call are in a class whose models follow one another. */
async function issueTokens(owner: OwnerClient): Promise<FuzzFixture['tokens']> {
  const { id } = await owner.call('POST', '/api/classes', { name: 'Hostile', falls_back: true });
  const of = { classId: Number(id) };
  const [rich, revoked, suspended] = [
    await owner.newStudent(of),
    await owner.newStudent(of),
    await owner.newStudent(of),
  ];
  const poor = await owner.newStudent({ ...of, budgets: [{ period: 'total', limit_usd: 0.0001 }] });
  await owner.call('DELETE', `/api/tokens/${revoked.tokenId}`);
  await owner.call('PATCH', `/api/students/${suspended.student.id}`, { suspended: true });
  return {
    ...{ rich: rich.token, poor: poor.token, revoked: revoked.token, suspended: suspended.token },
    ...{ nobody: `${rich.token.slice(0, -1)}!`, wrong: 'jgp_wrong', none: null, owner: SECRETS['owner token'] },
  };
}
