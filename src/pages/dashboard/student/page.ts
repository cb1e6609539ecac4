import type { FastifyInstance } from 'fastify';
import { changeStudent } from '../../../api/students.ts';
import { badge } from '../../components/badge.ts';
import { page } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { timeText } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { idFrom } from '../../web/page-error.ts';
import { ownerPage, ownerPost, seeOther, withStatus } from '../../web/page-routes.ts';
import type { OwnerVisit } from '../../web/view-context.ts';
import { STUDENTS_PATH } from '../students/query.ts';
import { STUDENTS } from '../students/texts.ts';
import { aboutRoutes, aboutSection } from './about.ts';
import { studentBudgetRoutes } from './budget-routes.ts';
import { budgetsSection } from './budgets.ts';
import { callsSection } from './calls.ts';
import type { Opened, ShowAgain } from './form-errors.ts';
import { factsOf, type StudentFacts, studentPath, visitFor } from './load-student.ts';
import { stateMark, studentState } from './state.ts';
import { STUDENT } from './texts.ts';
import { studentTokenRoutes } from './token-routes.ts';
import { doesWork, tokensSection } from './tokens.ts';
import { usageSection } from './usage.ts';

export function studentRoutes(app: FastifyInstance, site: Site): void {
  const showAgain: ShowAgain = async (visit, id, opened) => withStatus(422, await studentPage(visit, site, id, opened));

  ownerPage(app, site, `${STUDENTS_PATH}/:id`, ({ visit, param, query }) =>
    studentPage(visit, site, idFrom(param('id')), query.has('issue') ? { name: 'token', tried: null } : null),
  );
  for (const [action, suspended] of [
    ['suspend', true],
    ['resume', false],
  ] as const) {
    ownerPost(app, site, `${STUDENTS_PATH}/:id/${action}`, async ({ param }) => {
      const { id } = await changeStudent(idFrom(param('id')), { suspended }, site.owner);
      return seeOther(studentPath(id), suspended ? 'student_suspended' : 'student_resumed');
    });
  }
  studentBudgetRoutes(app, site, showAgain);
  studentTokenRoutes(app, site, showAgain);
  aboutRoutes(app, site, showAgain);
}

async function studentPage(ownerVisit: OwnerVisit, site: Site, id: number, opened: Opened | null): Promise<Html> {
  const facts = await factsOf(id, ownerVisit, site);
  const visit = visitFor(ownerVisit, facts);
  const tokens = tokensSection(visit, facts, opened);
  // Without a token there is nothing to look at yet: it is what comes next.
  const isTokenFirst = opened?.name === 'token' || !facts.tokens.some((token) => doesWork(token, visit.now));
  const { student } = facts;
  return page(visit, {
    title: student.name,
    lead: leadOf(visit, facts),
    actions: suspension(visit, facts),
    body: html`${suspendedNotice(visit, facts)}${isTokenFirst ? tokens : null}
${budgetsSection(visit, facts, opened)}
${usageSection(visit, facts)}
${callsSection(visit, facts)}
${isTokenFirst ? null : tokens}
${aboutSection(visit, facts, opened)}`,
  });
}

function leadOf(visit: OwnerVisit, { student, schoolClass, tokens, balances }: StudentFacts): Html {
  const t = STUDENTS[visit.language];
  const working = tokens.filter((token) => doesWork(token, visit.now)).length;
  const state = studentState({ student, schoolClass, tokens: working, balances }, visit.now);
  const place =
    schoolClass === null
      ? badge(t.noClass)
      : html`<a class="who" href="/dashboard/classes/${schoolClass.id}">${schoolClass.name}</a>`;
  return html`${place} · ${stateMark(visit, state)}`;
}

/** It can be taken back at once: nobody has to confirm it. */
function suspension(visit: OwnerVisit, { student: { id, suspendedAt } }: StudentFacts): Html {
  const t = STUDENT[visit.language];
  const [action, text, look] = suspendedAt === null ? ['suspend', t.suspend, 'plain'] : ['resume', t.resume, 'primary'];
  return postForm(visit, `${studentPath(id)}/${action}`, html`<button class="button ${look}">${text}</button>`);
}

function suspendedNotice(visit: OwnerVisit, { student: { suspendedAt } }: StudentFacts): Html | null {
  if (suspendedAt === null) return null;
  return notice('near', STUDENT[visit.language].suspendedSince(timeText(suspendedAt, visit, 'moment')));
}
