import { type SchoolClass, type TermState, termStateAt } from '../../../access/classes.ts';
import type { Student } from '../../../access/students.ts';
import { availableIn, type BudgetBalance, isPlainMoney } from '../../../ledger/budgets.ts';
import { badge } from '../../components/badge.ts';
import { budgetState } from '../../components/budget-bar.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { STUDENTS } from '../students/texts.ts';

/** Why a student cannot call, the reason to fix first before the others; or that they can. */
export type StudentState = 'suspended' | Exclude<TermState, 'open'> | 'no_token' | 'used_up' | 'near' | 'ready';

export interface StudentStatus {
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
  /** How many API tokens work. */
  readonly tokens: number;
  readonly balances: readonly BudgetBalance[];
}

/** The first reason why a call would be refused now, or soon. */
export function studentState({ student, schoolClass, tokens, balances }: StudentStatus, now: number): StudentState {
  if (student.suspendedAt !== null) return 'suspended';
  const term = schoolClass === null ? 'open' : termStateAt(schoolClass, now);
  if (term !== 'open') return term;
  if (tokens === 0) return 'no_token';
  const states = balances.map((balance) => ({ state: budgetState(balance), stopsAll: balance.selector === null }));
  if (states.some(({ state, stopsAll }) => stopsAll && state === 'over')) return 'used_up';
  // Where a limit of some calls is used up, others go on.
  return states.some(({ state }) => state !== 'good') ? 'near' : 'ready';
}

/** Of the budgets of money for every call, the one with the least left for the next call. */
export function tightestOf(balances: readonly BudgetBalance[]): BudgetBalance | null {
  return balances
    .filter(isPlainMoney)
    .reduce<BudgetBalance | null>(
      (least, each) => (least === null || availableIn(each) < availableIn(least) ? each : least),
      null,
    );
}

/** A student who is ready gets no colour: colours are for what needs attention. */
export function stateMark({ language }: ViewContext, state: StudentState): Html {
  const text = STUDENTS[language].states[state];
  if (state === 'ready') return html`<span class="quiet-text">${text}</span>`;
  return badge(text, TONES[state]);
}

const TONES: Readonly<Record<Exclude<StudentState, 'ready'>, 'plain' | 'near' | 'bad'>> = {
  suspended: 'bad',
  'not-yet': 'plain',
  over: 'plain',
  archived: 'plain',
  no_token: 'near',
  used_up: 'bad',
  near: 'near',
};
