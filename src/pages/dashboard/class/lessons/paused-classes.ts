import type { FastifyInstance } from 'fastify';
import { hasEnded, type SchoolClass } from '../../../../access/classes.ts';
import { pauseAllClasses, resumeAllClasses } from '../../../../admin/lessons.ts';
import { submit } from '../../../components/field.ts';
import { notice } from '../../../components/notice.ts';
import type { Site } from '../../../web/deps.ts';
import { postForm } from '../../../web/forms.ts';
import { type Html, html, NOTHING } from '../../../web/html.ts';
import { seeOther } from '../../../web/page-response.ts';
import { ownerPost } from '../../../web/page-routes.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { classPath } from '../class-path.ts';
import { LESSONS } from './texts.ts';

const OVERVIEW = '/dashboard';
const PAUSE_ALL = '/dashboard/classes/pause-all';
const RESUME_ALL = '/dashboard/classes/resume-all';
/** More would push the rest of the overview down. */
const NAMED_CLASSES = 10;

export function pausedClassesRoutes(app: FastifyInstance, site: Site): void {
  ownerPost(app, site, PAUSE_ALL, async ({ view }) => {
    await pauseAllClasses(view.actor, site);
    return seeOther(OVERVIEW, 'classes_paused');
  });
  ownerPost(app, site, RESUME_ALL, async ({ view }) => {
    await resumeAllClasses(view.actor, site);
    return seeOther(OVERVIEW, 'classes_resumed');
  });
}

/** One click, which another one undoes. Nothing while there is no class to pause. */
export function pauseAllButton(view: OwnerView, classes: readonly SchoolClass[]): Html {
  const mayPause = (each: SchoolClass) => each.pausedAt === null && !hasEnded(each, view.now);
  if (!classes.some(mayPause)) return NOTHING;
  return postForm(view, PAUSE_ALL, submit(LESSONS[view.language].pauseAll, 'plain'));
}

/** For the overview: which classes are paused, and how to resume them. Nothing while none is. */
export function pausedNotice(view: OwnerView, classes: readonly SchoolClass[]): Html {
  const t = LESSONS[view.language];
  const paused = classes.filter(({ pausedAt }) => pausedAt !== null);
  if (paused.length === 0) return NOTHING;
  const rest = paused.length - NAMED_CLASSES;
  const items = paused
    .slice(0, NAMED_CLASSES)
    .map(({ id, name }) => html`<li><a href="${classPath(id)}">${name}</a></li>`);
  const more = rest > 0 ? html`<li>${t.more(rest)}</li>` : null;
  const resume = postForm(view, RESUME_ALL, submit(t.resumeAll, 'plain'));
  return notice('near', html`<h2>${t.pausedClasses(paused.length)}</h2><ul>${items}${more}</ul>${resume}`);
}
