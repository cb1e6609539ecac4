import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import { deleteClass } from '../../../admin/classes.ts';
import { confirm } from '../../components/confirm.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASS_PATH, CLASSES_PATH, classPath } from './class-path.ts';
import { loadClass, type Members } from './load.ts';
import type { ShowClass } from './show-class.ts';
import { CLASS } from './texts.ts';

export function removeClassRoutes(app: FastifyInstance, site: Site, showClass: ShowClass<null>): void {
  ownerPost(app, site, `${CLASS_PATH}/remove`, async ({ view, param }) => {
    const schoolClass = await loadClass(param('id'), site);
    try {
      await deleteClass(schoolClass.id, view.actor, site);
      return seeOther(CLASSES_PATH, 'class_removed');
    } catch (error) {
      // A student joined the class meanwhile: the page says what to do now.
      if (!(error instanceof AdminError && error.code === 'class_has_students')) throw error;
      return withStatus(409, await showClass(view, schoolClass, null));
    }
  });
}

export function removalSection(view: OwnerView, { id }: SchoolClass, { total }: Members): Html {
  const t = CLASS[view.language];
  return html`<section><h2>${t.remove}</h2>${
    total > 0
      ? html`<p class="quiet-text">${t.cannotRemove(total)}</p>`
      : confirm(view, {
          open: t.remove,
          consequence: t.removeMeans,
          act: t.removeAct,
          action: classPath(id, '/remove'),
        })
  }</section>`;
}
