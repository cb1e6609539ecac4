import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { KeyProblem, KeyReading, ReadKeys } from '../upstream/keys/key-reading.ts';
import type { KeySource, ProviderSettings } from '../upstream/provider-settings.ts';
import { SettingError, upstreamKey } from './setting-values.ts';

export interface KeySurroundings {
  /** Without the file of settings: what it says cannot change while the process runs. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The values of the file of settings now; null: it cannot be read. */
  readonly readEnvFile: () => Readonly<Record<string, string>> | null;
}

type EnvValues = ReturnType<KeySurroundings['readEnvFile']>;
type Found = { readonly text: string } | { readonly problem: KeyProblem };

const UNCHANGED: KeyReading = { key: null, problem: null };
/** A key has some hundred characters. */
const MAX_FILE_BYTES = 64 * 1024;

export function createKeyReader(providers: readonly ProviderSettings[], surroundings: KeySurroundings): ReadKeys {
  const lastHashes = new Map<KeySource, string>();
  const read = async (source: KeySource, values: EnvValues): Promise<KeyReading> => {
    const found = await find(source, surroundings.env, values);
    if (found === null) return UNCHANGED;
    const hash = createHash('sha256').update(JSON.stringify(found)).digest('hex');
    const isSettled = lastHashes.get(source) === hash;
    lastHashes.set(source, hash);
    if (!isSettled) return UNCHANGED;
    return 'problem' in found ? { key: null, problem: found.problem } : keyIn(found.text);
  };
  return async () => {
    const values = surroundings.readEnvFile();
    return Promise.all(
      providers.map(async ({ name, keySources }) => ({
        provider: name,
        keys: await Promise.all(keySources.map((source) => read(source, values))),
      })),
    );
  };
}

/** null: it cannot change. */
async function find(source: KeySource, env: KeySurroundings['env'], values: EnvValues): Promise<Found | null> {
  if (source.kind === 'file') return findInFile(source.path);
  if (env[source.name]) return null;
  return values === null ? { problem: 'unreadable' } : { text: values[source.name] ?? '' };
}

async function findInFile(path: string): Promise<Found> {
  try {
    const found = await stat(path);
    // A pipe may never end, and a device has no end; both have the size 0.
    if (!found.isFile()) return { problem: 'unreadable' };
    if (found.size > MAX_FILE_BYTES) return { problem: 'malformed' };
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { problem: isGone ? 'gone' : 'unreadable' };
  }
}

function keyIn(text: string): KeyReading {
  const trimmed = text.trim();
  if (trimmed === '') return { key: null, problem: 'empty' };
  try {
    return { key: upstreamKey(trimmed), problem: null };
  } catch (error) {
    if (error instanceof SettingError) return { key: null, problem: 'malformed' };
    throw error;
  }
}
