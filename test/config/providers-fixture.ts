import { readFileSync } from 'node:fs';
import { type Config, ConfigError, type Environment, loadConfig } from '../../src/config/config.ts';

export const OPENAI_KEY = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789';
export const LAB_KEY = 'lab-key-of-the-model-server-00';

/** A provider with every field that must be there. */
export const LAB = { name: 'lab', base_url: 'http://127.0.0.1:8000/v1' };

export interface ProviderFiles {
  readonly providers?: unknown;
  /** Rows of JIGAP_MORE_MODELS_FILE. */
  readonly more?: readonly object[];
  /** Rows of JIGAP_MODELS_FILE, instead of those that come with jigap. */
  readonly models?: readonly object[];
  readonly env?: Environment;
  /** Path -> text, for keys. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The settings of a server with OPENAI_API_KEY and these files. @throws ConfigError */
export function loadWithFiles({ providers, more, models, env = {}, files = {} }: ProviderFiles): Config {
  const texts: Record<string, string> = {
    ...files,
    '/etc/jigap/providers.json': typeof providers === 'string' ? providers : JSON.stringify(providers),
    '/etc/jigap/more.json': JSON.stringify({ models: more }),
    '/etc/jigap/models.json': JSON.stringify({ models }),
  };
  const read = (path: string) => {
    const text = texts[path];
    if (text !== undefined) return text;
    if (path.endsWith('/config/models.json')) return readFileSync(path, 'utf8');
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  };
  return loadConfig(
    {
      OPENAI_API_KEY: OPENAI_KEY,
      ...(providers === undefined ? {} : { JIGAP_PROVIDERS_FILE: '/etc/jigap/providers.json' }),
      ...(more === undefined ? {} : { JIGAP_MORE_MODELS_FILE: '/etc/jigap/more.json' }),
      ...(models === undefined ? {} : { JIGAP_MODELS_FILE: '/etc/jigap/models.json' }),
      ...env,
    },
    read,
  );
}

/** Every problem of these files; [] when the server would start. */
export function problemsWith(files: ProviderFiles): readonly string[] {
  try {
    loadWithFiles(files);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const FREE = { from: '2026-01-01', input: 0, cached_input: 0, cache_write: 0, output: 0, source: 'ours' };

/** A row of a catalogue. @param price micro-USD per million tokens of either kind */
export function modelRow(id: string, provider: string, price = 0, rest: object = {}): object {
  return {
    ...{ id, provider, snapshots: [], endpoints: ['chat'], inputs: ['text'], reasoning: false, shutdown_date: null },
    ...{ context_window: 8192, max_output: 4096, default_max_output: 256 },
    prices: [{ ...FREE, input: price, cached_input: price, cache_write: price, output: price }],
    ...rest,
  };
}
