import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppOverrides, type RunningApp, startApp } from './running-app.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './scripted-upstream.ts';
import { makeTempFolder, remove } from './temp-folder.ts';

export const LAB_KEY = 'lab-secret-Qx7CanaryOfTheLab0123456789';

export interface TwoProviders {
  readonly app: RunningApp;
  /** Beside app.upstream, which is the one of OPENAI_BASE_URL. */
  readonly lab: ScriptedUpstream;
  stop(): Promise<void>;
}

export interface TwoProvidersOptions extends AppOverrides {
  /** Beside name, base_url and key_env. */
  readonly labFields?: object;
  readonly labModel?: object;
}

/** The whole product with the provider `lab`, which serves the free model `llama`; students may also use gpt-3.5-turbo. */
export async function startTwoProviders({
  labFields,
  labModel,
  ...overrides
}: TwoProvidersOptions = {}): Promise<TwoProviders> {
  const lab = await startScriptedUpstream();
  const folder = makeTempFolder();
  const write = (name: string, json: object) => {
    writeFileSync(join(folder, name), JSON.stringify(json));
    return join(folder, name);
  };
  const app = await startApp({
    ...overrides,
    env: {
      JIGAP_PROVIDERS_FILE: write('providers.json', {
        providers: [{ name: 'lab', base_url: lab.url, key_env: 'LAB_KEY', ...labFields }],
      }),
      JIGAP_MORE_MODELS_FILE: write('models.json', { models: [{ ...LLAMA, ...labModel }] }),
      JIGAP_ALLOWED_MODELS: 'gpt-3.5-turbo,llama',
      LAB_KEY,
      ...overrides.env,
    },
  });
  const stop = async () => {
    await app.stop();
    await lab.stop();
    remove(folder);
  };
  return { app, lab, stop };
}

const FREE = { from: '2026-01-01', input: 0, cached_input: 0, cache_write: 0, output: 0, source: 'a machine of ours' };
const LLAMA = {
  ...{ id: 'llama', provider: 'lab', snapshots: [], endpoints: ['chat', 'embeddings', 'responses', 'completions'] },
  ...{ inputs: ['text'], context_window: 8192, max_output: 4096, default_max_output: 256 },
  ...{ reasoning: false, shutdown_date: null, prices: [FREE] },
};
