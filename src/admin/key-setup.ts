import type { ModelPolicy } from '../access/model-policy.ts';
import { aliasText } from '../ledger/model-aliases.ts';
import { NO_LISTS, proposedAliases } from '../ledger/model-fallbacks.ts';
import type { ModelSource } from './model-edits.ts';

/** The lines with which an owner gives jigap the provider's key. */

export type Shell = 'posix' | 'powershell';

export interface KeySetup {
  /** What starts the server with the key once, in each shell. */
  readonly startLines: Readonly<Record<Shell, string>>;
  /** The same as lines of a `.env`. */
  readonly envFile: string;
  /** Without it, a model of the lines would be one that the provider has shut down. */
  readonly hasAliases: boolean;
  /** The owner chose the models, and one of them is shut down: no line helps. */
  readonly needsModels: boolean;
}

const KEY = 'OPENAI_API_KEY';
const ALIASES = 'JIGAP_MODEL_ALIASES';
const KEY_PLACEHOLDER = 'sk-...';
/** What no shell and no `.env` reads as anything but itself. */
const PLAIN = /^[\w.,=:/@-]*$/;

/**
 * With the aliases that keep every allowed model answering; without them where the owner chose the models, because the
 * environment does not count there. @param now ms UTC
 */
export function keySetup({ catalogue, allowed, aliases }: ModelPolicy, now: number, source: ModelSource): KeySetup {
  const proposed = proposedAliases(allowed, { catalogue, aliases, lists: NO_LISTS, now });
  const value = source === 'environment' ? proposed : '';
  const settings: [string, string][] = [
    [KEY, KEY_PLACEHOLDER],
    ...(value === '' ? [] : [[ALIASES, value] as [string, string]]),
  ];
  return {
    startLines: {
      posix: [...settings.map(([name, text]) => `${name}=${posixQuoted(text)}`), 'npm start'].join(' '),
      // npm.cmd: npm.ps1 does not run where Windows allows no scripts, which is its default.
      powershell: [...settings.map(([name, text]) => `$env:${name}=${powershellQuoted(text)}`), 'npm.cmd start'].join(
        '; ',
      ),
    },
    envFile: settings.map(([name, text]) => `${name}=${PLAIN.test(text) ? text : `"${text}"`}\n`).join(''),
    hasAliases: value !== '',
    needsModels: source === 'owner' && proposed !== [...aliases].map(aliasText).join(','),
  };
}

function posixQuoted(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function powershellQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
