import type { ClassJson } from '../../api/class-json.ts';
import { amountOfCalls } from '../../language/budget-words.ts';
import type { Language } from '../../language/languages.ts';
import { type Column, formatDecimalUsd, formatDetails, formatLocalInstant, formatTable } from '../output.ts';
import { COMMON } from '../texts.ts';
import { amountText, kindText } from './budget-amounts.ts';
import { budgetTable } from './budget-table.ts';
import { callDetails } from './class-calls.ts';
import { CLASS } from './class-texts.ts';
import { lessonDetails } from './lesson-details.ts';
import { LESSON } from './lesson-texts.ts';

/** A line for each class. */
export function classTable(classes: readonly ClassJson[], language: Language): string {
  const [t, { id, name }] = [CLASS[language], COMMON[language]];
  const columns: readonly Column<ClassJson>[] = [
    { title: id, kind: 'count', cell: (each) => each.id },
    { title: name, cell: (each) => each.name },
    { title: LESSON[language].stateColumn, cell: (each) => LESSON[language].states[each.state] },
    { title: t.columns.timeZone, cell: (each) => each.time_zone },
    { title: t.columns.language, cell: (each) => each.language },
    { title: t.columns.starts, cell: (each) => each.starts_on },
    { title: t.columns.ends, cell: (each) => each.ends_on },
    { title: t.columns.models, cell: (each) => modelsOf(each, language) },
    { title: t.columns.eachStudent, cell: (each) => limitsText(each.student_budgets, language) },
  ];
  return formatTable(columns, classes);
}

/** All of a class: its facts, its budgets, and what is wrong with them. */
export function classDetails(each: ClassJson, language: Language): string {
  const t = CLASS[language];
  const { details } = t;
  const facts = formatDetails([
    [details.id, each.id],
    [details.name, each.name],
    [details.timeZone, each.time_zone],
    [details.language, each.language],
    ...(each.owner_title === null ? [] : [[details.ownerTitle, each.owner_title] as const]),
    [details.startsOn, each.starts_on ?? t.open],
    [details.endsOn, each.ends_on ?? t.open],
    ...lessonDetails(each, language),
    [details.models, modelsOf(each, language)],
    [details.rules, each.rules],
    ...callDetails(each, language),
    [details.joinCode, each.join_code],
    ...(each.join_link === null ? [] : [[details.joinLink, each.join_link] as const]),
    [details.joinPlaces, each.join_places],
    [details.joinMode, t.joinModes[each.join_mode]],
    ...(each.archived_at === null
      ? []
      : [[details.archived, formatLocalInstant(each.archived_at, each.time_zone)] as const]),
    [details.moneyRequests, each.takes_money_requests ? t.on : t.off],
    [details.eachStudent, limitsText(each.student_budgets, language) ?? t.serverDefault],
  ]);
  const budgets = each.budgets.length === 0 ? '' : `\n${budgetTable(each.budgets, language)}`;
  return `${facts}${budgets}${each.warnings.map((warning) => `\n${warningLine(warning, language)}\n`).join('')}`;
}

function warningLine(warning: ClassJson['warnings'][number], language: Language): string {
  const { scope, period, unit, limit, together } = warning;
  const amount = (value: number) =>
    unit === 'money' ? CLASS[language].usd(formatDecimalUsd(value)) : amountText(value, unit, language);
  return CLASS[language].warnings[scope](kindText(period, warning, language), amount(together), amount(limit));
}

function modelsOf({ allowed_models }: ClassJson, language: Language): string {
  return allowed_models === null ? CLASS[language].anyModel : allowed_models.join(', ');
}

/** "week 0.5, month 2"; null for none. */
function limitsText(limits: ClassJson['student_budgets'], language: Language): string | null {
  if (limits.length === 0) return null;
  const { periods } = COMMON[language];
  return limits
    .map((each) => {
      const { period, unit, limit, carry_over } = each;
      const amount = unit === 'money' ? formatDecimalUsd(limit) : amountText(limit, unit, language);
      const counted = each.selector === null ? amount : amountOfCalls(amount, each, language);
      return `${periods[period]} ${counted}${carry_over ? '+carry' : ''}`;
    })
    .join(', ');
}
