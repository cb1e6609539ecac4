import { whyJoiningIsClosed } from '../../../access/join-codes.ts';
import { joinLinkAt } from '../../../address/site-address.ts';
import { addressNotice } from '../../components/address-notice.ts';
import { copyLine } from '../../components/copy-button.ts';
import { exampleModel, snippets } from '../../components/snippets.ts';
import type { Site } from '../../web/deps.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { STUDENT_SIGN_IN } from '../../web/sign-in-paths.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASSES_PATH, classPath } from '../class/class-path.ts';
import { STUDENTS_PATH, studentPath } from '../student/student-path.ts';
import type { FirstSteps } from './load.ts';
import { GUIDE, STEP_NAMES, type StepName } from './texts.ts';

export const GUIDE_PATH = '/dashboard/guide';

/** Every step links to where it is done; the first that is open is the next one. @param shown which have details */
export function stepList(view: OwnerView, site: Site, steps: FirstSteps, shown: 'all' | 'open'): Html {
  const next = nextStep(steps);
  const items = STEP_NAMES.map((name) => {
    const t = GUIDE[view.language];
    const { title, why } = t.steps[name];
    const isDone = steps.done.has(name);
    const look = attribute('class', name === next ? 'button primary' : null);
    const mark = isDone ? html` <span class="unseen">(${t.done})</span>` : null;
    const hint = isDone ? null : html`<p class="hint">${why}</p>`;
    const details = isDone && shown === 'open' ? null : detailsOf(name, view, site, steps);
    return html`<li ${attribute('class', isDone ? 'is-done' : null)}><p><a ${look} href="${stepPath(name, steps)}">${title}</a>${mark}</p>${hint}${details}</li>`;
  });
  return html`<ol>${items}</ol>`;
}

export function nextStep({ done }: FirstSteps): StepName | undefined {
  return STEP_NAMES.find((name) => !done.has(name));
}

/** Where a step is done, or the earlier step without which it cannot be done. */
export function stepPath(name: StepName, { schoolClass, studentId }: FirstSteps): string {
  if (name === 'class' || schoolClass === null) return `${CLASSES_PATH}/new`;
  if (name === 'budget') return classPath(schoolClass.id, '#budgets');
  if (name === 'roster') return classPath(schoolClass.id, '#joining');
  if (name === 'student' || studentId === null) return `${STUDENTS_PATH}?add=yes&class=${schoolClass.id}#add`;
  return name === 'token' ? `${studentPath(studentId)}?issue=yes#tokens` : `${GUIDE_PATH}#code`;
}

function detailsOf(name: StepName, view: OwnerView, site: Site, steps: FirstSteps): Html | null {
  if (name === 'call') return callDetails(view, site, steps);
  if (name === 'roster') return rosterDetails(view, steps);
  return null;
}

/** The server has only the hash of a token, so the code has a placeholder. */
function callDetails(view: OwnerView, { policy }: Site, steps: FirstSteps): Html {
  const t = GUIDE[view.language];
  const model = exampleModel(policy(), steps.schoolClass);
  return html`<details class="opens" id="code" ${attribute('open', nextStep(steps) === 'call')}><summary>${t.code}</summary><div class="stack"><p>${t.codeHow}</p>
${snippets(view, { apiToken: null, model })}</div></details>
<p class="hint"><a href="${STUDENT_SIGN_IN}">${t.tryIt}</a></p>`;
}

function rosterDetails(view: OwnerView, { schoolClass }: FirstSteps): Html | null {
  if (schoolClass === null) return null;
  const t = GUIDE[view.language];
  const isOpen = whyJoiningIsClosed(schoolClass, view.now) === null;
  const link = isOpen ? copyLine(view, joinLinkAt(view.origin, schoolClass.joinCode), t.joinLink) : null;
  const ways = [
    [classPath(schoolClass.id, '#joining'), isOpen ? null : t.openJoining],
    [classPath(schoolClass.id, '/roster'), t.roster],
    [`${STUDENTS_PATH}?add=yes&class=${schoolClass.id}#add`, t.byName],
  ] as const;
  const links = ways.flatMap(([href, text]) => (text === null ? [] : [html`<a href="${href}">${text}</a>`]));
  return html`${link}${isOpen ? addressNotice(view) : null}<p class="guide-links">${links}</p>`;
}
