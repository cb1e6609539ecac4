import type { KeySource } from '../../upstream/provider-settings.ts';
import type { UpstreamKey } from '../../upstream/upstream-key.ts';
import { isOpenToOthers } from '../env-file.ts';
import { SettingError, upstreamKey } from '../setting-values.ts';
import { looksLikeSecret } from './secret-values.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ProviderKeys {
  readonly keys: readonly UpstreamKey[];
  /** Of each key, in the same order. */
  readonly sources: readonly KeySource[];
  /** Every text that was found in place of a key, for hiding it elsewhere. */
  readonly texts: readonly string[];
  /** A sentence each, with what to do; no key is in it. */
  readonly problems: readonly string[];
}

export interface KeyPlaces {
  readonly env: Environment;
  readonly readFile: (path: string) => string;
}

/** Docker and Kubernetes put secrets there: a mount of the container, in which nobody else is. */
const SECRETS_MOUNT = /^(?:\/var)?\/run\/secrets\//;

/** The keys of one provider, at the start and whenever they may have changed. */
export function readKeys(sources: readonly KeySource[], places: KeyPlaces): ProviderKeys {
  const problems: string[] = [];
  const texts: string[] = [];
  const read: { source: KeySource; key: UpstreamKey }[] = [];
  sources.forEach((source, index) => {
    const place = placeOf(source, sources.slice(0, index));
    try {
      const text = source.kind === 'variable' ? ofVariable(source.name, places.env) : ofFile(source.path, places);
      if (texts.includes(text)) throw new SettingError('it has the same key as another one; remove it');
      texts.push(text);
      read.push({ source, key: upstreamKey(text) });
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      problems.push(`${place}: ${error.message}`);
    }
  });
  return { keys: read.map(({ key }) => key), sources: read.map(({ source }) => source), texts, problems };
}

/** Paths are not shown, nor names of variables that may be keys: their number in the file is. */
function placeOf(source: KeySource, before: readonly KeySource[]): string {
  const number = before.filter(({ kind }) => kind === source.kind).length + 1;
  if (source.kind === 'file') return `key_file, number ${number}`;
  return isConventional(source.name) ? `key_env ${source.name}` : `key_env, number ${number}`;
}

/** Words of capital letters: no key is written so. */
function isConventional(name: string): boolean {
  return /^(?=.{1,64}$)[A-Z][A-Z0-9]{0,15}(?:_[A-Z0-9]{1,15})*$/.test(name) && !looksLikeSecret(name);
}

function ofVariable(name: string, env: Environment): string {
  const text = env[name] ?? '';
  if (text !== '') return text;
  throw new SettingError('the variable is not set; set it in the environment or in .env, or correct its name');
}

function ofFile(path: string, { readFile }: KeyPlaces): string {
  const text = tryRead(path, readFile).trim();
  if (!SECRETS_MOUNT.test(path) && isOpen(path)) {
    throw new SettingError('other users of this machine may read the file; run "chmod 600" on it');
  }
  if (text !== '') return text;
  throw new SettingError('the file is empty; put the key there, or remove it from key_file');
}

function tryRead(path: string, readFile: KeyPlaces['readFile']): string {
  try {
    return readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new SettingError(`the file cannot be read${code}; check the path and who may read it`);
  }
}

function isOpen(path: string): boolean {
  try {
    return isOpenToOthers(path);
  } catch {
    // It was read a moment ago; who replaces it meanwhile is read again.
    return false;
  }
}
