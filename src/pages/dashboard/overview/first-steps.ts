import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASSES_PATH, classPath } from '../class/class-path.ts';
import { STUDENTS_PATH, studentPath } from '../student/student-path.ts';
import { FIRST_STEPS, STEP_NAMES, type StepName } from './first-steps-texts.ts';

/** What stands already of what a first call needs. */
export interface FirstSteps {
  readonly done: ReadonlySet<StepName>;
  /** The newest of each; null while there is none. */
  readonly classId: number | null;
  readonly studentId: number | null;
}

/** Many enough for a beginning: whoever has more students has a token among the newest. */
const STUDENTS_LOOKED_AT = 50;

/** null once a call was made: who has come so far needs no steps. */
export async function firstSteps({ now }: OwnerView, { owner }: Site): Promise<FirstSteps | null> {
  const { access, ledger, records } = owner.store;
  const calls = await records.listRecords({ after: null, limit: 1 });
  if (calls.rows.length > 0) return null;
  const [classes, budgets, students] = await Promise.all([
    access.listClasses({ after: null, limit: 1 }),
    ledger.listBudgets({}),
    records.studentOverview({
      ...{ sort: 'created', from: '0001-01-01', to: '0001-01-01' },
      ...{ offset: 0, limit: STUDENTS_LOOKED_AT, now },
    }),
  ]);
  const done = new Set<StepName>();
  if (classes.rows.length > 0) done.add('class');
  if (budgets.length > 0) done.add('budget');
  if (students.rows.length > 0) done.add('student');
  if (students.rows.some(({ tokens }) => tokens > 0)) done.add('token');
  return { done, classId: classes.rows[0]?.id ?? null, studentId: students.rows[0]?.student.id ?? null };
}

/** The way to a first call: each step leads to its form, and is ticked when it is done. */
export function showSteps({ language }: OwnerView, steps: FirstSteps): Html {
  const t = FIRST_STEPS[language];
  const next = STEP_NAMES.find((name) => !steps.done.has(name));
  const items = STEP_NAMES.map((name) => {
    const { title, why } = t.steps[name];
    if (steps.done.has(name))
      return html`<li class="is-done"><p><strong>${title}</strong> <span class="unseen">(${t.done})</span></p></li>`;
    const link = html`<a class="button ${name === next ? 'primary' : 'plain'}" href="${pathOf(name, steps)}">${title}</a>`;
    return html`<li><p>${name === next ? link : html`<strong>${title}</strong>`}</p><p class="hint">${why}</p></li>`;
  });
  return html`<section class="first-steps"><h2>${t.title}</h2><ol>${items}</ol></section>`;
}

/** To the very form; a step whose ground is missing leads to where that is made. */
function pathOf(name: StepName, { classId, studentId }: FirstSteps): string {
  if (name === 'class') return `${CLASSES_PATH}/new`;
  if (name === 'budget') return classId === null ? `${CLASSES_PATH}/new` : classPath(classId);
  if (name === 'student' || studentId === null) return `${STUDENTS_PATH}?add=yes#add`;
  return name === 'token' ? `${studentPath(studentId)}?issue=yes` : studentPath(studentId);
}
