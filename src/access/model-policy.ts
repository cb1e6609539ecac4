import { type ModelAliases, modelNamesOf } from '../ledger/model-aliases.ts';
import type { Catalogue, Model } from '../ledger/prices.ts';
import type { SchoolClass } from './classes.ts';

/** Which models students may ask for, and which model answers for each name: see model-choice.ts for what is allowed. */
export interface ModelPolicy {
  readonly catalogue: Catalogue;
  readonly allowed: readonly string[];
  /** The requested name -> the models that serve it; the one that answers is billed. */
  readonly aliases: ModelAliases;
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

/** The models that may answer for a name, in order; those behind the first only where the class falls back. */
export function answeringNames(
  name: string,
  { aliases }: Pick<ModelPolicy, 'aliases'>,
  schoolClass: Pick<SchoolClass, 'fallsBack'> | null,
): readonly string[] {
  const names = modelNamesOf(name, aliases);
  return schoolClass?.fallsBack === true ? names : names.slice(0, 1);
}

/** Models that answer for a name which students of the class may use, those included that follow when one cannot. */
export function modelsInUse(policy: ModelPolicy, schoolClass: Pick<SchoolClass, 'allowedModels'> | null): Model[] {
  const names = allowedModels(policy, schoolClass).flatMap((name) => modelNamesOf(name, policy.aliases));
  return [...new Set(names.flatMap((name) => policy.catalogue.get(name) ?? []))];
}

/** The model behind a name; null when it is not allowed, or does not serve this kind of endpoint. */
export function modelFor(
  requested: string,
  kind: string,
  policy: ModelPolicy,
  schoolClass: SchoolClass | null,
): ServedModel | null {
  return modelsFor(requested, kind, policy, schoolClass)[0] ?? null;
}

/** The names a class may use whose models take images at this kind of endpoint. */
export function namesWithImages(kind: string, policy: ModelPolicy, schoolClass: SchoolClass | null): readonly string[] {
  return allowedModels(policy, schoolClass).filter(
    (name) => modelFor(name, kind, policy, schoolClass)?.model.imageTokens !== undefined,
  );
}

/** A call is sent to no more models than this. */
export const MAX_CANDIDATES = 8;

/**
 * The models that may answer for a name, in order: each only where the ones before it could not. Empty when the name is
 * not allowed, or its model does not serve this kind of endpoint.
 */
export function modelsFor(
  requested: string,
  kind: string,
  policy: ModelPolicy,
  schoolClass: SchoolClass | null,
): readonly ServedModel[] {
  if (!allowedModels(policy, schoolClass).includes(requested)) return [];
  const [first = requested, ...following] = answeringNames(requested, policy, schoolClass);
  const models = candidates(requested, first, kind, policy);
  if (following.length === 0 || models.length === 0) return models;
  return [...models, ...following.flatMap((name) => candidates(requested, name, kind, policy))].slice(
    0,
    MAX_CANDIDATES,
  );
}

function candidates(requested: string, served: string, kind: string, { catalogue }: ModelPolicy): ServedModel[] {
  return rowsOf(served, kind, catalogue).map((model) => ({ requested, served, model }));
}

/** The rows of a name: one for each provider that serves it. */
function rowsOf(name: string, kind: string, catalogue: Catalogue): readonly Model[] {
  const first = catalogue.get(name);
  if (first === undefined) return [];
  const elsewhere = (first.elsewhere ?? []).filter(({ id, snapshots }) => id === name || snapshots.includes(name));
  return [first, ...elsewhere].filter(({ endpoints }) => endpoints.includes(kind));
}
