import type { FastifyInstance } from 'fastify';
import { changeStudent } from '../../../api/students.ts';
import { badge } from '../../components/badge.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { formatTime } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { STUDENTS_PATH } from '../students/query.ts';
import { STUDENTS } from '../students/texts.ts';
import { aboutRoutes, aboutSection } from './about.ts';
import { studentBudgetRoutes } from './budget-routes.ts';
import { budgetsSection } from './budgets.ts';
import { callsSection } from './calls.ts';
import type { Opened, ShowAgain } from './form-errors.ts';
import { factsOf, type StudentFacts, studentPath, viewFor } from './load-student.ts';
import { stateMark, studentState } from './state.ts';
import { STUDENT } from './texts.ts';
import { studentTokenRoutes } from './token-routes.ts';
import { doesWork, tokensSection } from './tokens.ts';
import { usageSection } from './usage.ts';

export function studentRoutes(app: FastifyInstance, site: Site): void {
  const showAgain: ShowAgain = async (view, id, opened) => withStatus(422, await studentPage(view, site, id, opened));

  ownerPage(app, site, `${STUDENTS_PATH}/:id`, ({ view, param, query }) =>
    studentPage(view, site, parseId(param('id')), query.has('issue') ? { name: 'token', tried: null } : null),
  );
  for (const [action, suspended] of [
    ['suspend', true],
    ['resume', false],
  ] as const) {
    ownerPost(app, site, `${STUDENTS_PATH}/:id/${action}`, async ({ param }) => {
      const { id } = await changeStudent(parseId(param('id')), { suspended }, site.owner);
      return seeOther(studentPath(id), suspended ? 'student_suspended' : 'student_resumed');
    });
  }
  studentBudgetRoutes(app, site, showAgain);
  studentTokenRoutes(app, site, showAgain);
  aboutRoutes(app, site, showAgain);
}

async function studentPage(ownerView: OwnerView, site: Site, id: number, opened: Opened | null): Promise<Html> {
  const facts = await factsOf(id, ownerView, site);
  const view = viewFor(ownerView, facts);
  const tokens = tokensSection(view, facts, opened);
  // Without a token there is nothing to look at yet: it is what comes next.
  const isTokenFirst = opened?.name === 'token' || !facts.tokens.some((token) => doesWork(token, view.now));
  const { student } = facts;
  return renderPage(view, {
    title: student.name,
    lead: leadOf(view, facts),
    actions: suspension(view, facts),
    body: html`${suspendedNotice(view, facts)}${isTokenFirst ? tokens : null}
${budgetsSection(view, facts, opened)}
${usageSection(view, facts)}
${callsSection(view, facts)}
${isTokenFirst ? null : tokens}
${aboutSection(view, facts, opened)}`,
  });
}

function leadOf(view: OwnerView, { student, schoolClass, tokens, balances }: StudentFacts): Html {
  const t = STUDENTS[view.language];
  const working = tokens.filter((token) => doesWork(token, view.now)).length;
  const state = studentState({ student, schoolClass, tokens: working, balances }, view.now);
  const place =
    schoolClass === null
      ? badge(t.noClass)
      : html`<a class="who" href="/dashboard/classes/${schoolClass.id}">${schoolClass.name}</a>`;
  return html`${place} · ${stateMark(view, state)}`;
}

/** It can be taken back at once: nobody has to confirm it. */
function suspension(view: OwnerView, { student: { id, suspendedAt } }: StudentFacts): Html {
  const t = STUDENT[view.language];
  const [action, text, look] = suspendedAt === null ? ['suspend', t.suspend, 'plain'] : ['resume', t.resume, 'primary'];
  return postForm(view, `${studentPath(id)}/${action}`, html`<button class="button ${look}">${text}</button>`);
}

function suspendedNotice(view: OwnerView, { student: { suspendedAt } }: StudentFacts): Html | null {
  if (suspendedAt === null) return null;
  return notice('near', STUDENT[view.language].suspendedSince(formatTime(suspendedAt, view, 'moment')));
}
