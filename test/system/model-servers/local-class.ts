import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { type RunningApp, startApp } from '../../support/running-app.ts';
import { makeTempFolder, remove } from '../../support/temp-folder.ts';
import type { LlamaServer } from './llama-server.ts';

/** Must be the window of llama_server.py, tokens. */
export const WINDOW = 16_384;

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

export async function startLocalClass({ baseUrl }: LlamaServer): Promise<LocalClass> {
  const folder = makeTempFolder();
  const catalogue = join(folder, 'models.json');
  writeFileSync(catalogue, JSON.stringify(CATALOGUE));
  const app = await startApp({
    env: {
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: baseUrl,
      JIGAP_MODELS_FILE: catalogue,
      JIGAP_ALLOWED_MODELS: 'tiny',
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
const CATALOGUE = {
  models: [
    {
      id: 'tiny',
      snapshots: [],
      endpoints: ['chat', 'completions', 'embeddings', 'responses'],
      inputs: ['text'],
      context_window: WINDOW,
      max_output: WINDOW,
      default_max_output: 256,
      reasoning: false,
      shutdown_date: null,
      prices: [FREE],
    },
  ],
};
