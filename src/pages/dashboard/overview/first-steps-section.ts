import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASSES_PATH, classPath } from '../class/class-path.ts';
import { STUDENTS_PATH, studentPath } from '../student/student-path.ts';
import { FIRST_STEPS, STEP_NAMES, type StepName } from './first-steps-texts.ts';
import type { FirstSteps } from './load.ts';

/** The steps to a first call: each links to its form, and is ticked when it is done. */
export function firstStepsSection({ language }: OwnerView, steps: FirstSteps): Html {
  const t = FIRST_STEPS[language];
  const next = STEP_NAMES.find((name) => !steps.done.has(name));
  const items = STEP_NAMES.map((name) => {
    const { title, why } = t.steps[name];
    if (steps.done.has(name))
      return html`<li class="is-done"><p><strong>${title}</strong> <span class="unseen">(${t.done})</span></p></li>`;
    const link = html`<a class="button ${name === next ? 'primary' : 'plain'}" href="${stepPath(name, steps)}">${title}</a>`;
    return html`<li><p>${name === next ? link : html`<strong>${title}</strong>`}</p><p class="hint">${why}</p></li>`;
  });
  return html`<section class="first-steps"><h2>${t.title}</h2><ol>${items}</ol></section>`;
}

/** The form of a step, or of the earlier step without which it cannot be done. */
function stepPath(name: StepName, { classId, studentId }: FirstSteps): string {
  if (name === 'class') return `${CLASSES_PATH}/new`;
  if (name === 'budget') return classId === null ? `${CLASSES_PATH}/new` : classPath(classId);
  if (name === 'student' || studentId === null) return `${STUDENTS_PATH}?add=yes#add`;
  return name === 'token' ? `${studentPath(studentId)}?issue=yes` : studentPath(studentId);
}
