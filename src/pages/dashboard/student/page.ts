import type { FastifyInstance } from 'fastify';
import { changeStudent } from '../../../admin/students.ts';
import { badge } from '../../components/badge.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { formatMoney } from '../../format/format-money.ts';
import { formatTime } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { MONEY_REQUESTS_PATH } from '../money-requests/paths.ts';
import { WAITING_REQUESTS } from '../money-requests/texts.ts';
import { STUDENTS } from '../students/texts.ts';
import { topUpRoutes } from '../top-ups/routes.ts';
import { topUpsSection } from '../top-ups/section.ts';
import { aboutRoutes, aboutSection } from './about-section.ts';
import { budgetsSection, studentBudgetRoutes } from './budgets-section.ts';
import { callsSection } from './calls-section.ts';
import { type LoadedStudent, loadStudent, studentView } from './load.ts';
import type { OpenForm, ShowRefused } from './open-form.ts';
import { STUDENT_PATH, studentPath } from './student-path.ts';
import { stateMark, studentState } from './student-state.ts';
import { STUDENT } from './texts.ts';
import { studentTokenRoutes } from './tokens/page.ts';
import { doesWork } from './tokens/token-state.ts';
import { TOKEN_FORM, tokensSection } from './tokens/tokens-section.ts';
import { usageSection } from './usage-section.ts';

/** The form of a top-up. */
const TOP_UP_FORM = 'top-up';

export function studentRoutes(app: FastifyInstance, site: Site): void {
  const showRefused: ShowRefused = async (view, id, name, refused) =>
    withStatus(422, await studentPage(view, site, id, { name, refused }));

  ownerPage(app, site, STUDENT_PATH, ({ view, param, query }) =>
    studentPage(view, site, parseId(param('id')), query.has('issue') ? { name: TOKEN_FORM, refused: null } : null),
  );
  for (const [action, suspended] of [
    ['suspend', true],
    ['resume', false],
  ] as const) {
    ownerPost(app, site, `${STUDENT_PATH}/${action}`, async ({ view, param }) => {
      const { id } = await changeStudent(parseId(param('id')), { suspended }, view.actor, site);
      return seeOther(studentPath(id), suspended ? 'student_suspended' : 'student_resumed');
    });
  }
  studentBudgetRoutes(app, site, showRefused);
  topUpRoutes(app, site, {
    ...{ scope: 'student', route: STUDENT_PATH, pathOf: studentPath },
    showRefused: (view, id, refused) => showRefused(view, id, TOP_UP_FORM, refused),
  });
  studentTokenRoutes(app, site, showRefused);
  aboutRoutes(app, site, showRefused);
}

async function studentPage(ownerView: OwnerView, site: Site, id: number, openForm: OpenForm | null): Promise<Html> {
  const loaded = await loadStudent(id, ownerView, site);
  const view = studentView(ownerView, loaded, site);
  const tokens = tokensSection(view, loaded, openForm);
  // Without a token the student cannot call: issuing one is the next step.
  const isTokenFirst = openForm?.name === TOKEN_FORM || !loaded.tokens.some((token) => doesWork(token, view.now));
  const { student } = loaded;
  return renderPage(view, {
    title: student.name,
    lead: leadOf(view, loaded),
    actions: suspension(view, loaded),
    body: html`${suspendedNotice(view, loaded)}${asksNotice(view, loaded)}${isTokenFirst ? tokens : null}
${budgetsSection(view, site, loaded, openForm)}
${topUpsSection(view, {
  loaded: loaded.topUps,
  path: studentPath(id, '/top-ups'),
  refused: openForm?.name === TOP_UP_FORM ? openForm.refused : null,
})}
${usageSection(view, loaded)}
${callsSection(view, loaded)}
${isTokenFirst ? null : tokens}
${aboutSection(view, loaded, openForm)}`,
    scripts: ['once.js'],
  });
}

function leadOf(view: OwnerView, { student, schoolClass, tokens, balances }: LoadedStudent): Html {
  const t = STUDENTS[view.language];
  const working = tokens.filter((token) => doesWork(token, view.now)).length;
  const state = studentState({ student, schoolClass, tokens: working, balances }, view.now);
  const classLink =
    schoolClass === null
      ? badge(t.noClass)
      : html`<a class="who" href="/dashboard/classes/${schoolClass.id}">${schoolClass.name}</a>`;
  return html`${classLink} · ${stateMark(view, state)}`;
}

/** Without a confirmation: it can be undone at once. */
function suspension(view: OwnerView, { student: { id, suspendedAt } }: LoadedStudent): Html {
  const t = STUDENT[view.language];
  const [action, text, look] = suspendedAt === null ? ['suspend', t.suspend, 'plain'] : ['resume', t.resume, 'primary'];
  return postForm(view, studentPath(id, `/${action}`), html`<button class="button ${look}">${text}</button>`);
}

function asksNotice(view: OwnerView, { asksFor }: LoadedStudent): Html | null {
  if (asksFor === null) return null;
  const t = WAITING_REQUESTS[view.language];
  const text = t.asksFor(formatMoney(asksFor, view));
  return notice('near', html`${text} <a href="${MONEY_REQUESTS_PATH}">${t.toRequests}</a>`);
}

function suspendedNotice(view: OwnerView, { student: { suspendedAt } }: LoadedStudent): Html | null {
  if (suspendedAt === null) return null;
  return notice('near', STUDENT[view.language].suspendedSince(formatTime(suspendedAt, view, 'moment')));
}
