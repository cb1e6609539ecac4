import type { SchoolClass } from '../../../../access/classes.ts';
import { classMark, datesText } from '../../../components/class-dates.ts';
import { confirm } from '../../../components/confirm.ts';
import { renderPage } from '../../../components/layout.ts';
import { notice } from '../../../components/notice.ts';
import { formatTime } from '../../../format/format-time.ts';
import type { Site } from '../../../web/deps.ts';
import { type Html, html } from '../../../web/html.ts';
import { inZone, type OwnerView } from '../../../web/view-context.ts';
import { loadClasses } from '../../classes/load.ts';
import { exportLink } from '../../export/export-link.ts';
import { FORGETTING_PATH } from '../../forgetting/paths.ts';
import { FORGETTING } from '../../forgetting/texts.ts';
import { aboutSection } from '../about-section.ts';
import type { BulkDraft } from '../bulk/bulk-fields.ts';
import { ARCHIVED_CLASSES_PATH, classPath } from '../class-path.ts';
import { loadMembers } from '../load.ts';
import { membersSection } from '../members-section.ts';
import { removalSection } from '../removal-section.ts';
import { CLASS } from '../texts.ts';
import { ARCHIVE } from './texts.ts';

interface Shown {
  readonly offset: number;
  readonly bulk: BulkDraft | undefined;
}

/** What is left to do with an archived class: to look at it, to reopen or copy it, and to remove its students. */
export async function archivedPage(
  ownerView: OwnerView,
  site: Site,
  schoolClass: SchoolClass,
  { offset, bulk }: Shown,
): Promise<Html> {
  const view = inZone(ownerView, schoolClass.timeZone);
  const [members, classes] = await Promise.all([loadMembers(view, site, schoolClass, offset), loadClasses(site)]);
  const t = CLASS[view.language];
  return renderPage(view, {
    title: schoolClass.name,
    lead: html`${datesText(view, schoolClass)} · ${t.studentCount(members.total)} ${classMark(view, schoolClass)}`,
    body: html`${archivedSection(view, schoolClass)}
${membersSection(view, { schoolClass, members, classes, bulk, countable: [] })}
${aboutSection(view, site, schoolClass)}
${removalSection(view, schoolClass, members)}`,
    scripts: ['select-all.js'],
  });
}

function archivedSection(view: OwnerView, { id, archivedAt }: SchoolClass): Html {
  const t = ARCHIVE[view.language];
  const since = archivedAt === null ? '' : formatTime(archivedAt, view, 'moment');
  const reopen = confirm(view, {
    ...{ open: t.reopen, consequence: t.reopenMeans, act: t.reopenAct },
    ...{ action: classPath(id, '/reopen'), look: 'primary' },
  });
  return html`${notice('near', t.archivedSince(since))}<section><h2>${t.endOfTerm}</h2>
<p class="section-actions"><a class="button plain" href="${classPath(id, '/copy')}">${t.copy}…</a> ${exportLink(view, id)} <a class="button plain" href="${FORGETTING_PATH}">${FORGETTING[view.language].forget}…</a> <a class="button plain" href="${ARCHIVED_CLASSES_PATH}">${t.toArchived}</a></p>${reopen}</section>`;
}
