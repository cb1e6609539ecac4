import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { classMark, datesText } from '../../components/class-dates.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { withStatus } from '../../web/page-response.ts';
import { ownerPage } from '../../web/page-routes.ts';
import { parseOffset } from '../../web/parse-offset.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { loadClasses } from '../classes/load.ts';
import type { RefusedForm } from '../form-errors/form-errors.ts';
import { countableCalls } from '../limits/limit-form.ts';
import { askingSwitch, askingSwitchRoutes } from '../top-ups/asking-switch.ts';
import { loadTopUps } from '../top-ups/load.ts';
import { topUpRoutes } from '../top-ups/routes.ts';
import { topUpsSection } from '../top-ups/section.ts';
import { aboutSection } from './about-section.ts';
import { archivedPage } from './archive/archived-page.ts';
import { copyClassRoutes } from './archive/copy-page.ts';
import { archiveRoutes, endSection } from './archive/page.ts';
import { budgetSection, classBudgetRoutes, type RefusedLimits } from './budget-section.ts';
import type { BulkDraft } from './bulk/bulk-fields.ts';
import { bulkRoutes } from './bulk/page.ts';
import { classCallsRoutes } from './calls/page.ts';
import { callsSection } from './calls/section.ts';
import { CLASS_PATH, classPath } from './class-path.ts';
import { editClassRoutes } from './edit-page.ts';
import { joinRoutes, joinSection, type RefusedPlaces } from './joining/join-section.ts';
import { projectorRoutes } from './joining/projector-page.ts';
import { requestRoutes } from './joining/request-page.ts';
import { requestsRoutes } from './joining/requests-page.ts';
import { lessonActionRoutes, lessonActions } from './lessons/lesson-actions.ts';
import { lessonSentence } from './lessons/lesson-state.ts';
import { lessonsSection } from './lessons/lessons-section.ts';
import { lessonsRoutes } from './lessons/page.ts';
import { pausedClassesRoutes } from './lessons/paused-classes.ts';
import { classLimitRoutes } from './limit-routes.ts';
import { loadClass, loadClassBudgets, loadMembers, loadShared } from './load.ts';
import { membersSection } from './members-section.ts';
import { newClassRoutes } from './new-page.ts';
import { removalSection, removeClassRoutes } from './removal-section.ts';
import { rosterRoutes } from './roster/page.ts';
import { CLASS } from './texts.ts';

/** A form of the page that was refused, as it was sent; `offset`: the list from another student on. */
interface ClassPageParts {
  readonly offset?: number;
  readonly limits?: RefusedLimits;
  readonly places?: RefusedPlaces;
  readonly bulk?: BulkDraft;
  readonly topUp?: RefusedForm;
  readonly limit?: RefusedForm;
}

export function classRoutes(app: FastifyInstance, site: Site): void {
  // Before the page of a class, which "new" must not be taken for.
  newClassRoutes(app, site);
  pausedClassesRoutes(app, site);
  ownerPage(app, site, CLASS_PATH, async ({ view, param, query }) => {
    const schoolClass = await loadClass(param('id'), site);
    return classPage(view, site, schoolClass, { offset: parseOffset(query.get('after')) });
  });
  editClassRoutes(app, site);
  lessonsRoutes(app, site);
  lessonActionRoutes(app, site, (view, schoolClass) => classPage(view, site, schoolClass, {}));
  classBudgetRoutes(app, site, (view, schoolClass, limits) => classPage(view, site, schoolClass, { limits }));
  classLimitRoutes(app, site, (view, schoolClass, limit) => classPage(view, site, schoolClass, { limit }));
  askingSwitchRoutes(app, site);
  topUpRoutes(app, site, {
    ...{ scope: 'class', route: CLASS_PATH, pathOf: classPath },
    showRefused: async (view, id, topUp) =>
      withStatus(422, await classPage(view, site, await loadClass(String(id), site), { topUp })),
  });
  joinRoutes(app, site, (view, schoolClass, places) => classPage(view, site, schoolClass, { places }));
  classCallsRoutes(app, site);
  projectorRoutes(app, site);
  requestsRoutes(app, site);
  requestRoutes(app, site);
  removeClassRoutes(app, site, (view, schoolClass) => classPage(view, site, schoolClass, {}));
  rosterRoutes(app, site);
  archiveRoutes(app, site);
  copyClassRoutes(app, site);
  bulkRoutes(app, site, (view, schoolClass, bulk) => classPage(view, site, schoolClass, { offset: bulk.offset, bulk }));
}

/** Instants are those of the class's own time zone. */
async function classPage(
  ownerView: OwnerView,
  site: Site,
  schoolClass: SchoolClass,
  { offset = 0, limits, places, bulk, topUp, limit }: ClassPageParts,
): Promise<Html> {
  if (schoolClass.archivedAt !== null) return archivedPage(ownerView, site, schoolClass, { offset, bulk });
  const view = inZone(ownerView, schoolClass.timeZone);
  const [budgets, topUps, members, classes, counts, shared] = await Promise.all([
    loadClassBudgets(view, site, schoolClass.id),
    loadTopUps('class', schoolClass.id, schoolClass, site),
    loadMembers(view, site, schoolClass, offset),
    loadClasses(site),
    site.store.joining.countJoining(schoolClass.id, view.now),
    loadShared(view, site, schoolClass),
  ]);
  const t = CLASS[view.language];
  return renderPage(view, {
    title: schoolClass.name,
    lead: html`${datesText(view, schoolClass)} · ${t.studentCount(members.total)} ${classMark(view, schoolClass)}${lessonLine(view, schoolClass)}`,
    actions: html`${lessonActions(view, schoolClass)}<a class="button plain" href="${classPath(schoolClass.id, '/edit')}">${t.change}</a>`,
    body: html`${schoolClass.pausedAt === null ? null : notice('near', lessonSentence(view, schoolClass))}${budgetSection(view, site, schoolClass, { budgets, refused: limits, refusedLimit: limit })}
${topUpsSection(view, { loaded: topUps, path: classPath(schoolClass.id, '/top-ups'), refused: topUp ?? null, more: askingSwitch(view, schoolClass) })}
${membersSection(view, { schoolClass, members, classes, bulk, countable: countableCalls(site.policy(), schoolClass) })}
${lessonsSection(view, schoolClass)}
${callsSection(view, site, schoolClass, shared)}
${joinSection(view, { schoolClass, counts, refused: places })}
${aboutSection(view, site, schoolClass)}
${endSection(view, schoolClass)}
${removalSection(view, schoolClass, members)}`,
    scripts: ['select-all.js', 'once.js'],
  });
}

/** Of a class with lessons, at the top: whoever begins one looks there. A paused class says it in a notice. */
function lessonLine(view: OwnerView, schoolClass: SchoolClass): Html | null {
  const { opening, pausedAt } = schoolClass;
  return opening === 'always' || pausedAt !== null ? null : html`<br>${lessonSentence(view, schoolClass)}`;
}
