import { type SchoolClass, termStateAt } from '../../../access/classes.ts';
import type { Student } from '../../../access/students.ts';
import { availableIn, type BudgetBalance } from '../../../ledger/budgets.ts';
import { badge } from '../../components/badge.ts';
import { budgetState } from '../../components/budget-bar.ts';
import { type Html, html } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { STUDENTS, type StudentState } from '../students/texts.ts';

export interface CallerStatus {
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
  /** How many API tokens work. */
  readonly tokens: number;
  readonly balances: readonly BudgetBalance[];
}

/** The first reason why a call would be refused now, or near to it. */
export function studentState({ student, schoolClass, tokens, balances }: CallerStatus, now: number): StudentState {
  if (student.suspendedAt !== null) return 'suspended';
  const session = schoolClass === null ? 'open' : termStateAt(schoolClass, now);
  if (session !== 'open') return session;
  if (tokens === 0) return 'no_token';
  const states = balances.map(budgetState);
  if (states.includes('over')) return 'used_up';
  return states.includes('near') ? 'near' : 'ready';
}

/** What leaves the least for the next call. */
export function tightestOf(balances: readonly BudgetBalance[]): BudgetBalance | null {
  return balances.reduce<BudgetBalance | null>(
    (least, each) => (least === null || availableIn(each) < availableIn(least) ? each : least),
    null,
  );
}

/** All is well in words alone: colour is kept for what needs to be seen. */
export function stateMark({ language }: ViewContext, state: StudentState): Html {
  const text = STUDENTS[language].states[state];
  if (state === 'ready') return html`<span class="quiet-text">${text}</span>`;
  return badge(text, TONES[state]);
}

const TONES: Readonly<Record<Exclude<StudentState, 'ready'>, 'plain' | 'near' | 'bad'>> = {
  suspended: 'bad',
  'not-yet': 'plain',
  over: 'plain',
  no_token: 'near',
  used_up: 'bad',
  near: 'near',
};
