import type { SchoolClass } from '../access/classes.ts';
import type { ClassFields, LimitSets } from '../store/access-fields.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError, type FieldPath } from './admin-error.ts';
import { checkLimits } from './budget-checks.ts';
import { checkCallFields } from './class-calls.ts';
import { checkDay, checkTimeZone, parseText } from './field-checks.ts';
import { checkWeeklyHours } from './lesson-rules.ts';
import { parseName } from './parse-name.ts';
import { parseOwnerTitle } from './parse-owner-title.ts';

export const MAX_RULES_CHARACTERS = 4000;
/** A lecture hall. Each place is a budget for a person who has the code. */
export const MAX_JOIN_PLACES = 1000;

/** What is absent or undefined stays as it is. */
export type ClassChanges = { readonly [Field in keyof ClassFields]?: ClassFields[Field] | undefined } & LimitSets;
/** Language and zone where nobody says otherwise: class-defaults.ts. */
export type NewClass = ClassChanges & Pick<ClassFields, 'name' | 'timeZone' | 'language'>;

/** @throws AdminError */
export async function createClass(input: NewClass, actor: Actor, deps: AdminDeps): Promise<SchoolClass> {
  const { name, timeZone, language } = input;
  const empty = { name, timeZone, language, startsOn: null, endsOn: null, allowedModels: null };
  const fields = { ...empty, ...checkFields(input, deps) };
  const limits = checkLimitSets(input, deps);
  return deps.store.access.createClass(fields, limits, changeBy(actor, deps.now()));
}

/** @throws AdminError */
export async function changeClass(
  id: number,
  changes: ClassChanges,
  actor: Actor,
  deps: AdminDeps,
): Promise<SchoolClass> {
  const [fields, limits] = [checkFields(changes, deps), checkLimitSets(changes, deps)];
  return deps.store.access.updateClass(id, fields, limits, changeBy(actor, deps.now()));
}

/** @throws AdminError when there is none, or it has students */
export function deleteClass(id: number, actor: Actor, deps: AdminDeps): Promise<void> {
  return deps.store.access.deleteClass(id, changeBy(actor, deps.now()));
}

/** The old code stops working. @throws AdminError when there is no such class */
export function renewJoinCode(id: number, actor: Actor, deps: AdminDeps): Promise<SchoolClass> {
  return deps.store.access.renewJoinCode(id, changeBy(actor, deps.now()));
}

/** @param path of the field that names it @throws AdminError when there is no such class */
export async function getClass(id: number, { store }: AdminDeps, path: FieldPath = []): Promise<SchoolClass> {
  const schoolClass = await store.access.getClass(id);
  if (schoolClass === null) throw new AdminError({ code: 'class_not_found', id }, path);
  return schoolClass;
}

function checkFields(input: ClassChanges, deps: AdminDeps): Partial<ClassFields> {
  const { name, timeZone, language, ownerTitle, startsOn, endsOn, rules, joinPlaces, joinMode, allowedModels } = input;
  const { opening, weeklyHours } = input;
  const { takesMoneyRequests } = input;
  return {
    ...(name === undefined ? {} : { name: parseName(name, ['name']) }),
    ...(timeZone === undefined ? {} : { timeZone: checkTimeZone(timeZone, ['timeZone']) }),
    ...(language === undefined ? {} : { language }),
    ...(ownerTitle === undefined ? {} : { ownerTitle: parseOwnerTitle(ownerTitle, ['ownerTitle']) }),
    ...(startsOn === undefined ? {} : { startsOn: checkOptionalDay(startsOn, ['startsOn']) }),
    ...(endsOn === undefined ? {} : { endsOn: checkOptionalDay(endsOn, ['endsOn']) }),
    ...(rules === undefined ? {} : { rules: parseText(rules, MAX_RULES_CHARACTERS, ['rules']) }),
    ...checkCallFields(input, deps),
    ...(joinPlaces === undefined ? {} : { joinPlaces: checkJoinPlaces(joinPlaces) }),
    ...(joinMode === undefined ? {} : { joinMode }),
    ...(opening === undefined ? {} : { opening }),
    ...(weeklyHours === undefined ? {} : { weeklyHours: checkWeeklyHours(weeklyHours, ['weeklyHours']) }),
    ...(takesMoneyRequests === undefined ? {} : { takesMoneyRequests }),
    ...(allowedModels === undefined ? {} : { allowedModels: checkModels(allowedModels, deps) }),
  };
}

function checkOptionalDay(day: string | null, path: FieldPath): string | null {
  return day === null ? null : checkDay(day, path);
}

function checkJoinPlaces(places: number): number {
  if (Number.isInteger(places) && places >= 0 && places <= MAX_JOIN_PLACES) return places;
  throw new AdminError({ code: 'join_places_out_of_range', max: MAX_JOIN_PLACES }, ['joinPlaces']);
}

function checkModels(names: readonly string[] | null, { policy }: AdminDeps): string[] | null {
  if (names === null) return null;
  const { allowed } = policy();
  const index = names.findIndex((name) => !allowed.includes(name));
  if (index < 0) return [...new Set(names)];
  throw new AdminError({ code: 'model_not_allowed', allowed }, ['allowedModels', index]);
}

function checkLimitSets({ budgets, studentBudgets }: LimitSets, deps: AdminDeps): LimitSets {
  return {
    ...(budgets === undefined ? {} : { budgets: checkLimits(budgets, ['budgets'], deps) }),
    ...(studentBudgets === undefined ? {} : { studentBudgets: checkLimits(studentBudgets, ['studentBudgets'], deps) }),
  };
}
