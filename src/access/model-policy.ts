import type { Catalogue, Model } from '../ledger/prices.ts';
import type { SchoolClass } from './classes.ts';

/** Which models students may ask for, and which model answers for each name: see model-choice.ts for what is allowed. */
export interface ModelPolicy {
  readonly catalogue: Catalogue;
  readonly allowed: readonly string[];
  /** The requested name -> the model that serves it and is billed. */
  readonly aliases: ReadonlyMap<string, string>;
}

export interface ServedModel {
  /** The name the student used. */
  readonly requested: string;
  /** The name that is sent upstream. */
  readonly served: string;
  readonly model: Model;
}

/** Whether a name is one of the owner's or of the catalogue, allowed or not. */
export function isKnownName(name: string, { catalogue, allowed, aliases }: ModelPolicy): boolean {
  return catalogue.has(name) || allowed.includes(name) || aliases.has(name);
}

/** The names a class may use, in the owner's order: exact matches only, and never more than the server allows. */
export function allowedModels(
  policy: ModelPolicy,
  schoolClass: Pick<SchoolClass, 'allowedModels'> | null,
): readonly string[] {
  const narrower = schoolClass?.allowedModels ?? null;
  return narrower === null ? policy.allowed : policy.allowed.filter((name) => narrower.includes(name));
}

/** The model behind a name; null when it is not allowed, or does not serve this kind of endpoint. */
export function modelFor(
  requested: string,
  kind: string,
  policy: ModelPolicy,
  schoolClass: SchoolClass | null,
): ServedModel | null {
  if (!allowedModels(policy, schoolClass).includes(requested)) return null;
  const served = policy.aliases.get(requested) ?? requested;
  const model = policy.catalogue.get(served);
  if (model === undefined || !model.endpoints.includes(kind)) return null;
  return { requested, served, model };
}
