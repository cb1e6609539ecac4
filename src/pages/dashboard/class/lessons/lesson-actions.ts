import type { FastifyInstance } from 'fastify';
import { classStateAt, type SchoolClass } from '../../../../access/classes.ts';
import { AdminError } from '../../../../admin/admin-error.ts';
import { closeClass, openClass, pauseClass, resumeClass } from '../../../../admin/lessons.ts';
import { submit } from '../../../components/field.ts';
import type { NoticeKey } from '../../../components/notice-texts.ts';
import type { Site } from '../../../web/deps.ts';
import { postForm } from '../../../web/forms.ts';
import { type Html, html, NOTHING } from '../../../web/html.ts';
import { seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPost } from '../../../web/page-routes.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { CLASS_PATH, classPath } from '../class-path.ts';
import { loadClass } from '../load.ts';
import type { ShowClass } from '../show-class.ts';
import { LESSONS } from './texts.ts';

/** A lesson of a school, usually. */
export const USUAL_MINUTES = 50;

type ChangeClass = (id: number, view: OwnerView, site: Site) => Promise<SchoolClass>;

const ACTIONS: readonly (readonly [verb: string, done: NoticeKey, change: ChangeClass])[] = [
  ['open', 'class_opened', (id, { actor }, site) => openClass(id, USUAL_MINUTES, actor, site)],
  ['close', 'lesson_ended', (id, { actor }, site) => closeClass(id, actor, site)],
  ['pause', 'class_paused', (id, { actor }, site) => pauseClass(id, actor, site)],
  ['resume', 'class_resumed', (id, { actor }, site) => resumeClass(id, actor, site)],
];

export function lessonActionRoutes(app: FastifyInstance, site: Site, showClass: ShowClass<null>): void {
  for (const [verb, done, change] of ACTIONS) {
    ownerPost(app, site, `${CLASS_PATH}/${verb}`, async ({ view, param }) => {
      const schoolClass = await loadClass(param('id'), site);
      try {
        await change(schoolClass.id, view, site);
        return seeOther(classPath(schoolClass.id), done);
      } catch (error) {
        if (!(error instanceof AdminError) || error.isNotFound) throw error;
        // The class changed meanwhile, in another browser: its page shows how it is now.
        return withStatus(409, await showClass(view, await loadClass(param('id'), site), null));
      }
    });
  }
}

/** What one click does now. Without a confirmation: each can be undone at once. */
export function lessonActions(view: OwnerView, schoolClass: SchoolClass): Html {
  const t = LESSONS[view.language];
  const { id, opening } = schoolClass;
  const button = (verb: string, text: string, look: 'primary' | 'plain') =>
    postForm(view, classPath(id, `/${verb}`), submit(text, look));
  const state = classStateAt(schoolClass, view.now);
  if (state === 'paused') return button('resume', t.resume, 'primary');
  if (state === 'over' || state === 'archived') return NOTHING;
  const pause = button('pause', t.pause, 'plain');
  if (opening === 'always' || state === 'not-yet') return pause;
  const lesson =
    state === 'open' ? button('close', t.close, 'plain') : button('open', t.openNow(USUAL_MINUTES), 'primary');
  return html`${lesson}${pause}`;
}
