import { shownDatabase } from './database-address.ts';
import { LIMITS } from './limit-settings.ts';
import type { Setting } from './setting.ts';
import { SETTINGS } from './settings.ts';

/** One setting as the owner may see it. */
export interface EffectiveSetting {
  readonly name: string;
  /** One line, in English. */
  readonly why: string;
  /** As one would write it in the environment; null: it is a secret, and nothing of it is shown. */
  readonly value: string | null;
  /** It holds what the default is, whether written down or not. */
  readonly isDefault: boolean;
}

/** Only the origin of these is shown: a path may be a password, too. */
const ADDRESSES: ReadonlySet<string> = new Set([SETTINGS.baseUrl.name, SETTINGS.adminBaseUrl.name]);

export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The value used for a setting without a default, by its name. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Takes out secrets that were pasted into another setting. */
  readonly hide: (text: string) => string;
}

/** All of them, in the order of config/example.env. The settings have been checked before. */
export function effectiveSettings(given: SettingSources): readonly EffectiveSetting[] {
  const all: readonly Setting<unknown>[] = [...Object.values(SETTINGS), ...Object.values(LIMITS)];
  return Object.freeze(all.map((setting) => Object.freeze(effectiveSetting(setting, given))));
}

function effectiveSetting(
  { name, why, fallback, isSecret }: Setting<unknown>,
  { env, defaults, hide }: SettingSources,
): EffectiveSetting {
  const text = env[name] || fallback;
  const isDefault = text === fallback;
  if (isSecret === true) return { name, why, value: null, isDefault };
  const value = text === '' ? (defaults[name] ?? '') : text;
  return { name, why, value: hide(shown(name, value)), isDefault };
}

function shown(name: string, value: string): string {
  if (name === SETTINGS.database.name) return shownDatabase(value);
  return ADDRESSES.has(name) ? new URL(value).origin : value;
}
