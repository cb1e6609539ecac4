import type { ModelChoice } from '../../access/model-choice.ts';
import { type ModelAliases, modelNamesText, parseModelNames } from '../../ledger/model-aliases.ts';
import type { StoredModelChoice } from '../model-choice-store.ts';

/** How a choice of models is written into one row, the same for every engine. */

const NEVER_CHANGED: StoredModelChoice = { version: 0, choice: null, changedAt: null, changedBy: null };
/** What cannot be read serves nothing, until the owner chooses again. */
const NO_MODELS: ModelChoice = { allowed: [], aliases: new Map() };

interface Written {
  readonly version?: unknown;
  readonly choice?: { readonly allowed?: unknown; readonly aliases?: unknown } | null;
  readonly changedAt?: unknown;
  readonly changedBy?: unknown;
}

export function modelChoiceText({ choice, ...facts }: StoredModelChoice): string {
  const { allowed = [], aliases = new Map() as ModelAliases } = choice ?? {};
  const pairs = [...aliases].map(([alias, names]) => [alias, modelNamesText(names)]);
  return JSON.stringify({ ...facts, choice: choice === null ? null : { allowed, aliases: pairs } });
}

/** @param text null: there is no row */
export function modelChoiceFrom(text: string | null): StoredModelChoice {
  if (text === null) return NEVER_CHANGED;
  const { version, choice, changedAt, changedBy } = parse(text);
  return {
    version: Number.isSafeInteger(version) ? Number(version) : 1,
    choice: choice === null ? null : choiceFrom(choice),
    changedAt: typeof changedAt === 'number' ? changedAt : null,
    changedBy: typeof changedBy === 'string' ? changedBy : null,
  };
}

function choiceFrom(written: Written['choice']): ModelChoice {
  const { allowed, aliases } = written ?? {};
  if (!isTexts(allowed) || !Array.isArray(aliases) || !aliases.every(isPair)) return NO_MODELS;
  return { allowed, aliases: new Map(aliases.map(([alias, names]) => [alias, parseModelNames(names)])) };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isPair(value: unknown): value is [string, string] {
  return isTexts(value) && value.length === 2;
}

function parse(text: string): Written {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
