import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../../access/classes.ts';
import { AdminError } from '../../../../admin/admin-error.ts';
import { archiveClass, previewArchive, reopenClass } from '../../../../admin/archive.ts';
import type { RunningClass } from '../../../../store/archive-store.ts';
import { submit } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import type { Site } from '../../../web/deps.ts';
import { postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import { seeOther } from '../../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../../web/page-routes.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { exportLink } from '../../export/export-link.ts';
import { CLASS_PATH, CLASSES_PATH, classPath } from '../class-path.ts';
import { loadClass } from '../load.ts';
import { CLASS } from '../texts.ts';
import { ARCHIVE } from './texts.ts';

/** A page that says what ends, before it ends; and the way back. */
export function archiveRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, `${CLASS_PATH}/archive`, async ({ view, param }) => {
    const schoolClass = await loadClass(param('id'), site);
    if (schoolClass.archivedAt !== null) return seeOther(classPath(schoolClass.id));
    return previewPage(view, schoolClass, await previewArchive(schoolClass.id, site));
  });

  ownerPost(app, site, `${CLASS_PATH}/archive`, async ({ view, param }) => {
    const { id } = await loadClass(param('id'), site);
    await unlessDone('class_archived', () => archiveClass(id, view.actor, site));
    return seeOther(CLASSES_PATH, 'class_archived');
  });

  ownerPost(app, site, `${CLASS_PATH}/reopen`, async ({ view, param }) => {
    const { id } = await loadClass(param('id'), site);
    await unlessDone('class_not_archived', () => reopenClass(id, view.actor, site));
    return seeOther(classPath(id), 'class_reopened');
  });
}

/** A form that is sent twice: the first one did it. */
async function unlessDone(code: AdminError['code'], act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof AdminError && error.code === code)) throw error;
  }
}

/** On the page of a class: its end, and its copy. */
export function endSection(view: OwnerView, { id }: SchoolClass): Html {
  const t = ARCHIVE[view.language];
  return html`<section><h2>${t.endOfTerm}</h2><p class="quiet-text">${t.endLead}</p>
<p class="section-actions"><a class="button plain" href="${classPath(id, '/archive')}">${t.archive}…</a> <a class="button plain" href="${classPath(id, '/copy')}">${t.copy}…</a> ${exportLink(view, id)}</p></section>`;
}

function previewPage(view: OwnerView, { id, name }: SchoolClass, running: RunningClass): Html {
  const t = ARCHIVE[view.language];
  const facts = [
    [t.students, running.students],
    [t.tokens, running.tokens],
    [t.claimLinks, running.claimLinks],
    [t.joinRequests, running.joinRequests],
    [t.callsInFlight, running.callsInFlight],
  ] as const;
  const content = html`<p>${t.archiveMeans}</p>${submit(t.archiveAct, 'danger')}`;
  return renderPage(view, {
    title: t.archiveTitle(name),
    actions: html`<a class="button plain" href="${classPath(id)}">${CLASS[view.language].back}</a>`,
    body: html`<section><h2>${t.whatStops}</h2><dl class="facts">${facts.map(([label, count]) => html`<dt>${label}</dt><dd>${count}</dd>`)}</dl>
${postForm(view, classPath(id, '/archive'), content, 'stack')}</section>`,
  });
}
