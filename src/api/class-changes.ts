import Type, { type Static } from 'typebox';
import type { SchoolClass } from '../access/classes.ts';
import type { BudgetLimit } from '../ledger/budgets.ts';
import type { ClassFields, LimitSets } from '../store/access-fields.ts';
import { type OwnerDeps, ownersChange } from './deps.ts';
import { limitsFrom, localDayFrom, nameFrom, textFrom, timeZoneFrom } from './fields.ts';
import { invalidValue, notFound } from './owner-error.ts';
import { CLOSED, LanguageField, LimitField, orNull } from './schemas.ts';
import { refuseEndlessTerm, refuseLosingEnd } from './terms.ts';

export const MAX_RULES_CHARACTERS = 4000;
/** A lecture hall. Each place is a budget for whoever has the code. */
export const MAX_JOIN_PLACES = 1000;

const OPTIONAL_FIELDS = {
  time_zone: Type.Optional(Type.String({ description: 'IANA name; the server’s when absent.' })),
  language: Type.Optional(LanguageField),
  starts_on: Type.Optional(orNull(Type.String({ description: 'First day of the term, YYYY-MM-DD.' }))),
  ends_on: Type.Optional(orNull(Type.String({ description: 'Last day of the term, YYYY-MM-DD.' }))),
  allowed_models: Type.Optional(
    orNull(Type.Array(Type.String(), { description: 'null: all that the server allows.' })),
  ),
  rules: Type.Optional(
    orNull(Type.String({ description: `For the students to read; at most ${MAX_RULES_CHARACTERS} characters.` })),
  ),
  join_places: Type.Optional(
    Type.Integer({ description: `How many more students may join by the code: 0 to ${MAX_JOIN_PLACES}.` }),
  ),
  budgets: Type.Optional(Type.Array(LimitField, { description: 'For the class as a whole; replaces the set.' })),
  student_budgets: Type.Optional(Type.Array(LimitField, { description: 'For each student; replaces the set.' })),
};
export const NewClass = Type.Object({ name: Type.String(), ...OPTIONAL_FIELDS }, CLOSED);
export const ClassChanges = Type.Object({ name: Type.Optional(Type.String()), ...OPTIONAL_FIELDS }, CLOSED);
export type ClassBody = Static<typeof ClassChanges>;

/** @throws OwnerError 400 that names the field */
export async function addClass(body: Static<typeof NewClass>, deps: OwnerDeps): Promise<SchoolClass> {
  const fields = { ...emptyClass(deps), ...fieldsFrom(body, deps), name: nameFrom(body.name, 'name') };
  const limits = limitSetsFrom(body);
  refuseContradictions(fields, limits, body);
  return deps.store.access.createClass(fields, limits, ownersChange(deps));
}

/** What is not named stays. @throws OwnerError 400 that names the field, 404, 409 for a term that would have no end */
export async function changeClass(id: number, body: ClassBody, deps: OwnerDeps): Promise<SchoolClass> {
  const stored = await storedClass(id, deps);
  const changes = fieldsFrom(body, deps);
  const limits = limitSetsFrom(body);
  const next = { ...stored, ...changes };
  refuseContradictions(next, limits, body);
  if (stored.endsOn !== null && next.endsOn === null) {
    await refuseLosingEnd(deps.store, stored.id, {
      budgets: limits.budgets !== undefined,
      studentBudgets: limits.studentBudgets !== undefined,
    });
  }
  return deps.store.access.updateClass(stored.id, changes, limits, ownersChange(deps));
}

/** @throws OwnerError 404 */
export async function storedClass(id: number, deps: OwnerDeps, param: string | null = null): Promise<SchoolClass> {
  const schoolClass = await deps.store.access.getClass(id);
  if (schoolClass === null) throw notFound(`There is no class ${id}. GET /api/classes lists them.`, param);
  return schoolClass;
}

function emptyClass(deps: OwnerDeps): Omit<ClassFields, 'name'> {
  return { timeZone: deps.timeZone, language: deps.language, startsOn: null, endsOn: null, allowedModels: null };
}

function fieldsFrom(body: ClassBody, deps: OwnerDeps): Partial<ClassFields> {
  const { name, time_zone, language, starts_on, ends_on, allowed_models, rules, join_places } = body;
  return {
    ...(name === undefined ? {} : { name: nameFrom(name, 'name') }),
    ...(time_zone === undefined ? {} : { timeZone: timeZoneFrom(time_zone, 'time_zone') }),
    ...(language === undefined ? {} : { language }),
    ...(starts_on === undefined ? {} : { startsOn: dayFrom(starts_on, 'starts_on') }),
    ...(ends_on === undefined ? {} : { endsOn: dayFrom(ends_on, 'ends_on') }),
    ...(rules === undefined ? {} : { rules: textFrom(rules, 'rules', MAX_RULES_CHARACTERS) }),
    ...(join_places === undefined ? {} : { joinPlaces: placesFrom(join_places, 'join_places') }),
    ...(allowed_models === undefined ? {} : { allowedModels: modelsFrom(allowed_models, deps) }),
  };
}

function dayFrom(text: string | null, param: string): string | null {
  return text === null ? null : localDayFrom(text, param);
}

function placesFrom(places: number, param: string): number {
  if (Number.isInteger(places) && places >= 0 && places <= MAX_JOIN_PLACES) return places;
  throw invalidValue(param, `${param} must be a whole number from 0 to ${MAX_JOIN_PLACES}.`);
}

function limitSetsFrom(body: ClassBody): { budgets?: BudgetLimit[]; studentBudgets?: BudgetLimit[] } & LimitSets {
  return {
    ...(body.budgets === undefined ? {} : { budgets: limitsFrom(body.budgets, 'budgets') }),
    ...(body.student_budgets === undefined
      ? {}
      : { studentBudgets: limitsFrom(body.student_budgets, 'student_budgets') }),
  };
}

function modelsFrom(names: readonly string[] | null, deps: OwnerDeps): string[] | null {
  if (names === null) return null;
  const index = names.findIndex((name) => !deps.allowedModels.includes(name));
  if (index < 0) return [...new Set(names)];
  const allowed = deps.allowedModels.join(', ');
  throw invalidValue(`allowed_models[${index}]`, `allowed_models may only name what the server allows: ${allowed}.`);
}

/** What each field allows on its own and the whole does not. */
function refuseContradictions(next: Omit<ClassFields, 'name'>, limits: LimitSets, body: ClassBody): void {
  if (next.startsOn !== null && next.endsOn !== null && next.startsOn > next.endsOn) {
    const param = body.starts_on === undefined ? 'ends_on' : 'starts_on';
    throw invalidValue(param, `starts_on (${next.startsOn}) cannot be after ends_on (${next.endsOn}).`);
  }
  refuseEndlessTerm(limits.budgets ?? [], 'budgets', next.endsOn);
  refuseEndlessTerm(limits.studentBudgets ?? [], 'student_budgets', next.endsOn);
}
