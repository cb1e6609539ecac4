import type { SchoolClass } from '../../../../access/classes.ts';
import { plannedLessons } from '../../../components/planned-lessons.ts';
import { type Html, html } from '../../../web/html.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { lessonSentence } from './lesson-state.ts';
import { lessonsPath } from './paths.ts';
import { LESSONS } from './texts.ts';

/** When the class is open, on its page. */
export function lessonsSection(view: OwnerView, schoolClass: SchoolClass): Html {
  const t = LESSONS[view.language];
  const { id, opening, pausedAt } = schoolClass;
  const isAlwaysOpen = opening === 'always';
  // Of a paused class, the notice at the top of the page says it.
  const now = pausedAt === null ? html`<p>${lessonSentence(view, schoolClass)}</p>` : null;
  const none = html`<span class="quiet-text">${t.none}</span>`;
  const planned = isAlwaysOpen ? null : plannedLessons(view, schoolClass, t, none);
  return html`<section class="stack" id="lessons"><h2>${t.title}</h2>${now}${planned}
<p><a class="button plain" href="${lessonsPath(id)}">${isAlwaysOpen ? t.setLessons : t.changeLessons}</a></p></section>`;
}
