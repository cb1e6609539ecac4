import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALLOWED_MODELS, EMBEDDING_MODEL, MODEL } from './upstream-script.ts';

/** A second provider, and the models that it has. */
export interface MoreProvider {
  readonly port: number;
  readonly models: readonly object[];
}

const FACTS = { provider: 'lab', snapshots: [], inputs: ['text'], reasoning: false, shutdown_date: null };
const NO_PRICE = { from: '2026-01-01', input: 0, cached_input: 0, cache_write: 0, output: 0, source: 'the bench' };

/** Its model follows the one that is called, and has the first one's id, too. */
export function followingModels(port: number): MoreProvider {
  const windows = { endpoints: ['chat'], context_window: 16_384, max_output: 4096, default_max_output: 512 };
  return {
    port,
    models: ['llama-of-the-bench', MODEL].map((id) => ({ id, ...FACTS, ...windows, prices: [NO_PRICE] })),
  };
}

/** A model that costs as much as OpenAI's. */
export function embedder(port: number): MoreProvider {
  const windows = { endpoints: ['embeddings'], context_window: 8192, max_output: 0, default_max_output: 0 };
  const price = { ...NO_PRICE, input: 20_000, cached_input: 20_000, cache_write: 20_000 };
  return { port, models: [{ id: EMBEDDING_MODEL, ...FACTS, ...windows, prices: [price] }] };
}

/** The settings of a jigap that has it, in files of this folder. */
export function providerSettings({ port, models }: MoreProvider, folder: string): NodeJS.ProcessEnv {
  const lab = {
    name: 'lab',
    base_url: `http://127.0.0.1:${port}/v1`,
    calls_in_flight: 2000,
    openai_fields: false,
  };
  const write = (name: string, json: object) => {
    writeFileSync(join(folder, name), JSON.stringify(json));
    return join(folder, name);
  };
  const ids = (models as readonly { id: string }[]).map(({ id }) => id);
  return {
    JIGAP_PROVIDERS_FILE: write('providers.json', { providers: [lab] }),
    JIGAP_MORE_MODELS_FILE: write('models.json', { models }),
    JIGAP_ALLOWED_MODELS: [...new Set([...ALLOWED_MODELS, ...ids])].join(),
  };
}
