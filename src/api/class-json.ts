import Type, { type Static } from 'typebox';
import { JOIN_MODES, type SchoolClass } from '../access/classes.ts';
import { lessonsJson } from '../access/lessons-json.ts';
import { joinLinkAt } from '../address/site-address.ts';
import type { BudgetWarning } from '../admin/budget-warnings.ts';
import type { InstructionsCost } from '../admin/instructions-cost.ts';
import { budgetJson, inBoth, selectorJson } from '../ledger/budget-json.ts';
import type { Budget, BudgetBalance } from '../ledger/budgets.ts';
import { BudgetAnswer, LimitAnswer } from './budget-schemas.ts';
import { BudgetWarningField, budgetWarningJson } from './budget-warning-json.ts';
import { CALL_FIELD_ANSWERS, callFieldsJson } from './class-calls-json.ts';
import { formatInstant } from './instants.ts';
import { LESSON_FIELDS } from './lesson-json.ts';
import { CLOSED, IdField, InstantField, LanguageField, orNull } from './schemas.ts';

export const ClassAnswer = Type.Object(
  {
    id: IdField,
    name: Type.String(),
    time_zone: Type.String(),
    language: LanguageField,
    owner_title: orNull(
      Type.String({ description: 'What its students call the owner; null: 선생님, "your teacher".' }),
    ),
    starts_on: orNull(Type.String()),
    ends_on: orNull(Type.String()),
    allowed_models: orNull(Type.Array(Type.String())),
    rules: orNull(Type.String({ description: 'In the owner’s words; the students of the class can read them.' })),
    ...CALL_FIELD_ANSWERS,
    join_code: Type.String({ description: 'What a student joins this class with, such as K7M2-Q9XP.' }),
    join_link: orNull(
      Type.String({ description: 'Leads students to the form to join, at JIGAP_PUBLIC_URL. null: that is not set.' }),
    ),
    join_places: Type.Integer({ description: 'How many students may still join by the code; 0: joining is closed.' }),
    join_mode: Type.Enum([...JOIN_MODES], { description: 'approve: everybody waits for your approval.' }),
    ...LESSON_FIELDS,
    takes_money_requests: Type.Boolean({ description: 'Whether its students may ask you for more money.' }),
    budgets: Type.Array(BudgetAnswer),
    student_budgets: Type.Array(LimitAnswer, { description: 'For each student without a limit of their own.' }),
    warnings: Type.Array(BudgetWarningField, {
      description: 'Limits of the class and of the wallet that the budgets of the students who share them exceed.',
    }),
    created_at: InstantField,
    archived_at: orNull({ ...InstantField, description: 'Since when it is archived; null: it is not.' }),
  },
  { ...CLOSED, description: 'A class.' },
);
export type ClassJson = Static<typeof ClassAnswer>;

export function classJson(
  schoolClass: SchoolClass,
  balances: readonly BudgetBalance[],
  studentLimits: readonly Budget[],
  of: {
    readonly publicUrl: string | null;
    readonly warnings: readonly BudgetWarning[];
    /** What its instructions cost. */
    readonly cost: InstructionsCost | null;
    readonly now: number;
  },
): ClassJson {
  const { id, name, timeZone, language, ownerTitle, startsOn, endsOn, allowedModels, rules } = schoolClass;
  const { joinCode, joinPlaces, joinMode, createdAt, archivedAt } = schoolClass;
  const { publicUrl, warnings, cost, now } = of;
  return {
    id,
    name,
    time_zone: timeZone,
    language,
    owner_title: ownerTitle,
    starts_on: startsOn,
    ends_on: endsOn,
    allowed_models: allowedModels === null ? null : [...allowedModels],
    rules,
    ...callFieldsJson(schoolClass, cost),
    join_code: joinCode,
    join_link: publicUrl === null ? null : joinLinkAt(publicUrl, joinCode),
    join_places: joinPlaces,
    join_mode: joinMode,
    ...lessonsJson(schoolClass, now),
    takes_money_requests: schoolClass.takesMoneyRequests,
    budgets: balances.map(budgetJson),
    student_budgets: studentLimits.map(limitJson),
    warnings: warnings.map(budgetWarningJson),
    created_at: formatInstant(createdAt),
    archived_at: archivedAt === null ? null : formatInstant(archivedAt),
  };
}

function limitJson({ period, unit, selector, limit, carry }: Budget) {
  return {
    period,
    unit,
    selector: selectorJson(selector),
    ...inBoth('limit', limit, unit),
    carry_over: carry !== null,
  };
}
