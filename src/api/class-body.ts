import Type, { type Static } from 'typebox';
import { JOIN_MODES } from '../access/classes.ts';
import { classDefaults } from '../admin/class-defaults.ts';
import { type ClassChanges, MAX_JOIN_PLACES, MAX_RULES_CHARACTERS, type NewClass } from '../admin/classes.ts';
import { MAX_WEEKLY_HOURS } from '../admin/lesson-rules.ts';
import { MAX_OWNER_TITLE_CHARACTERS } from '../admin/parse-owner-title.ts';
import { preferredLanguage } from '../language/accept-language.ts';
import { LANGUAGES } from '../language/languages.ts';
import type { ApiDeps } from './api-deps.ts';
import { LimitField } from './budget-schemas.ts';
import { CALL_FIELDS, parseCallFields } from './class-calls-json.ts';
import { OpeningField, WeeklyHoursField } from './lesson-json.ts';
import { parseLimits } from './parse-limits.ts';
import { CLOSED, orNull } from './schemas.ts';

const OPTIONAL_FIELDS = {
  time_zone: Type.Optional(
    Type.String({
      description:
        'IANA name. Absent in a new class: the owner’s, else the server’s; Asia/Seoul for a class in Korean where the server’s is UTC.',
    }),
  ),
  language: Type.Optional(
    Type.Enum([...LANGUAGES], {
      description: 'Absent in a new class: the one that Accept-Language prefers, else the server’s.',
    }),
  ),
  owner_title: Type.Optional(
    orNull(
      Type.String({
        description: `What its students call you, ready for a sentence: 교수님, "your professor". At most ${MAX_OWNER_TITLE_CHARACTERS} characters; null: 선생님, "your teacher".`,
      }),
    ),
  ),
  starts_on: Type.Optional(orNull(Type.String({ description: 'First day of the term, YYYY-MM-DD.' }))),
  ends_on: Type.Optional(orNull(Type.String({ description: 'Last day of the term, YYYY-MM-DD.' }))),
  allowed_models: Type.Optional(
    orNull(Type.Array(Type.String(), { description: 'null: all that the server allows.' })),
  ),
  rules: Type.Optional(
    orNull(Type.String({ description: `For the students to read; at most ${MAX_RULES_CHARACTERS} characters.` })),
  ),
  ...CALL_FIELDS,
  join_places: Type.Optional(
    Type.Integer({
      description: `How many new students may join by the code: 0 to ${MAX_JOIN_PLACES}. Those of the roster claim their own places.`,
    }),
  ),
  join_mode: Type.Optional(
    Type.Enum([...JOIN_MODES], {
      description: 'open: the code lets students in. approve: you approve each of them. open when absent.',
    }),
  ),
  opening: Type.Optional(OpeningField),
  weekly_hours: Type.Optional(
    Type.Array(WeeklyHoursField, {
      description: `When the class is open if opening is lessons; at most ${MAX_WEEKLY_HOURS}, none of which overlap; replaces the set.`,
    }),
  ),
  takes_money_requests: Type.Optional(
    Type.Boolean({ description: 'Whether its students may ask you for more money; true when absent.' }),
  ),
  budgets: Type.Optional(Type.Array(LimitField, { description: 'For the class as a whole; replaces the set.' })),
  student_budgets: Type.Optional(Type.Array(LimitField, { description: 'For each student; replaces the set.' })),
};
export const NewClassBody = Type.Object({ name: Type.String(), ...OPTIONAL_FIELDS }, CLOSED);
export const ClassBody = Type.Object({ name: Type.Optional(Type.String()), ...OPTIONAL_FIELDS }, CLOSED);
export type ClassBody = Static<typeof ClassBody>;

/** @throws ApiError 400 for a value that is not an amount */
export function parseClassBody(body: ClassBody): ClassChanges {
  return {
    name: body.name,
    timeZone: body.time_zone,
    language: body.language,
    ownerTitle: body.owner_title,
    startsOn: body.starts_on,
    endsOn: body.ends_on,
    allowedModels: body.allowed_models,
    rules: body.rules,
    ...parseCallFields(body),
    joinPlaces: body.join_places,
    joinMode: body.join_mode,
    opening: body.opening,
    weeklyHours: body.weekly_hours,
    takesMoneyRequests: body.takes_money_requests,
    budgets: body.budgets && parseLimits(body.budgets, 'budgets'),
    studentBudgets: body.student_budgets && parseLimits(body.student_budgets, 'student_budgets'),
  };
}

/** @param acceptLanguage of the request, for a class without a language @throws ApiError as parseClassBody */
export function parseNewClass(
  body: Static<typeof NewClassBody>,
  acceptLanguage: string | undefined,
  deps: ApiDeps,
): NewClass {
  const fields = parseClassBody(body);
  const defaults = classDefaults(fields.language ?? preferredLanguage(acceptLanguage ?? ''), deps);
  const { language } = defaults;
  return { ...fields, name: body.name, language, timeZone: fields.timeZone ?? defaults.timeZone };
}
