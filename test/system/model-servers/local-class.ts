import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import type { LlamaServer } from './llama-server.ts';

/** Must be the windows of llama_server.py, tokens. */
export const WINDOW = 16_384;
export const BERT_WINDOW = 512;

export interface LocalCaller {
  readonly id: number;
  readonly client: OpenAI;
}

/** jigap before a local model server that costs nothing and takes no key. */
export interface LocalClass {
  readonly app: RunningApp;
  readonly addCaller: () => Promise<LocalCaller>;
  readonly stop: () => Promise<void>;
}

export async function startLocalClass({ baseUrl, model }: LlamaServer): Promise<LocalClass> {
  const folder = makeTempFolder();
  const catalogue = join(folder, 'models.json');
  writeFileSync(catalogue, JSON.stringify({ models: [modelEntry(model)] }));
  const app = await startApp({
    env: {
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: baseUrl,
      JIGAP_MODELS_FILE: catalogue,
      JIGAP_ALLOWED_MODELS: model,
    },
  });
  return {
    app,
    addCaller: async () => {
      const { student, token } = await app.newStudent();
      return { id: student.id, client: new OpenAI({ apiKey: token, baseURL: `${app.url}/v1`, maxRetries: 0 }) };
    },
    stop: async () => {
      await app.stop();
      remove(folder);
    },
  };
}

const FREE = { from: '2026-01-01', input: 0, cached_input: 0, cache_write: 0, output: 0, source: 'a machine of ours' };
const FACTS = { snapshots: [], inputs: ['text'], reasoning: false, shutdown_date: null, prices: [FREE] };

interface ModelEntry {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** The entry of the catalogue for a model that writes text; it says too much: the server of such a model embeds nothing. */
function textModel(id: string): ModelEntry {
  const windows = { context_window: WINDOW, max_output: WINDOW, default_max_output: 256 };
  return { id, endpoints: ['chat', 'completions', 'embeddings', 'responses'], ...windows, ...FACTS };
}

/** An encoder writes nothing. */
function bertModel(id: string): ModelEntry {
  return { id, endpoints: ['embeddings'], context_window: BERT_WINDOW, max_output: 0, default_max_output: 0, ...FACTS };
}

/** What the catalogue says of the model of a server. */
export function modelEntry(model: LlamaServer['model']) {
  return MODELS[model];
}

const MODELS: Record<LlamaServer['model'], ModelEntry> = {
  'tiny-llama': textModel('tiny-llama'),
  'tiny-phi3': textModel('tiny-phi3'),
  'tiny-gemma': textModel('tiny-gemma'),
  'tiny-bert': bertModel('tiny-bert'),
};
