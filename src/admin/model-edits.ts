import type { ModelChoice } from '../access/model-choice.ts';
import { aliasText, type ModelAliases, modelNamesText } from '../ledger/model-aliases.ts';
import { AdminError } from './admin-error.ts';

/** Some names more or fewer, in this order: disallow, aliases, allow. */
export interface ModelEdits {
  readonly allow?: readonly string[] | undefined;
  /** Each of them is allowed now. An alias ends with its name. */
  readonly disallow?: readonly string[] | undefined;
  /** A name, and the models that answer for it; null: none any more, so that the name is not allowed either. */
  readonly aliases?: readonly (readonly [alias: string, names: readonly string[] | null])[] | undefined;
}

/** @throws AdminError model_not_in_use */
export function editModels(choice: ModelChoice, { allow = [], disallow = [], aliases = [] }: ModelEdits): ModelChoice {
  const names = new Set(choice.allowed);
  const served = new Map(choice.aliases);
  const remove = (name: string, path: readonly (string | number)[]) => {
    if (!names.delete(name) && !served.has(name)) throw new AdminError({ code: 'model_not_in_use', name }, path);
    served.delete(name);
  };
  for (const [index, name] of disallow.entries()) remove(name, ['disallow', index]);
  for (const [alias, models] of aliases) {
    if (models === null) {
      remove(alias, ['aliases']);
    } else {
      served.set(alias, models);
      names.add(alias);
      // The model itself, and nothing behind it.
      if (modelNamesText(models) === alias) served.delete(alias);
    }
  }
  for (const name of allow) names.add(name);
  return { allowed: [...names], aliases: served };
}

/**
 * A whole new choice: models, and aliases, which are allowed by being there. Names keep their places, and new ones come
 * last, because the first model is the one of the examples that students copy.
 */
export function replaceModels(choice: ModelChoice, models: readonly string[], aliases: ModelAliases): ModelChoice {
  const names = new Set([...models, ...aliases.keys()]);
  const kept = choice.allowed.filter((name) => names.has(name));
  return { allowed: [...new Set([...kept, ...names])], aliases };
}

/** An alias that nobody may name has no effect. */
export function withoutUnusedAliases({ allowed, aliases }: ModelChoice): ModelChoice {
  return { allowed, aliases: new Map([...aliases].filter(([alias]) => allowed.includes(alias))) };
}

export function isSameChoice(one: ModelChoice, other: ModelChoice): boolean {
  return textOf(one) === textOf(other);
}

/** What the audit keeps: "gpt-4o=gpt-6-luna" for an alias. */
export function auditedChoice({ allowed, aliases }: ModelChoice, source: ModelSource) {
  return {
    allowedModels: [...allowed],
    modelAliases: [...aliases].map(aliasText),
    modelSource: source,
  };
}

/** Where the choice in force comes from. */
export type ModelSource = 'environment' | 'owner';

function textOf({ allowed, aliases }: ModelChoice): string {
  return JSON.stringify([allowed, [...aliases].sort()]);
}
