import { callerStatus } from '../../../access/callers.ts';
import { comingSessions, nextOpeningAt, openUntil } from '../../../access/lessons.ts';
import { plannedLessons } from '../../components/planned-lessons.ts';
import { formatTime } from '../../format/format-time.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import type { StudentView } from '../../web/view-context.ts';
import { MY_LESSONS } from './texts.ts';

/** Whether it is lesson time. No alert for screen readers: this part of the page is loaded again and again. */
export function lessonNotice(view: StudentView): Html {
  const t = MY_LESSONS(view);
  const { caller, now } = view;
  const { schoolClass } = caller;
  if (schoolClass === null) return NOTHING;
  const status = callerStatus(caller, now);
  if (status === 'paused') return html`<p class="notice bad">${t.paused}</p>`;
  if (status === 'closed') {
    const next = nextOpeningAt(schoolClass, now);
    return html`<p class="notice near">${next === null ? t.noLesson : t.closed(formatTime(next, view, 'moment'))}</p>`;
  }
  if (status !== 'good' || schoolClass.opening === 'always') return NOTHING;
  const end = openUntil(schoolClass, now);
  return end === null
    ? NOTHING
    : html`<p class="lesson-time quiet-text">${t.openUntil(formatTime(end, view, 'moment'))}</p>`;
}

/** When students may call, where that is not always. */
export function lessonTimes(view: StudentView): Html {
  const { schoolClass } = view.caller;
  if (schoolClass === null || schoolClass.opening === 'always') return NOTHING;
  if (schoolClass.weeklyHours.length + comingSessions(schoolClass, view.now).length === 0) return NOTHING;
  const t = MY_LESSONS(view);
  return html`<section class="section"><h2>${t.title}</h2>${plannedLessons(view, schoolClass, t, null)}</section>`;
}
