import type { SchoolClass } from '../../../../access/classes.ts';
import { lessonStateAt, nextOpeningAt, openUntil } from '../../../../access/lessons.ts';
import { formatTime } from '../../../format/format-time.ts';
import type { ViewContext } from '../../../web/view-context.ts';
import { LESSONS } from './texts.ts';

/** Whether a class is open now, and until or from when, in one sentence. @param view in the zone of the class */
export function lessonSentence(view: ViewContext, schoolClass: SchoolClass): string {
  const t = LESSONS[view.language];
  const { opening, pausedAt } = schoolClass;
  if (pausedAt !== null) return t.pausedSince(formatTime(pausedAt, view, 'moment'));
  if (opening === 'always') return t.alwaysOpen;
  const end = lessonStateAt(schoolClass, view.now) === 'open' ? openUntil(schoolClass, view.now) : null;
  if (end !== null) return t.openUntil(formatTime(end, view, 'moment'));
  const next = nextOpeningAt(schoolClass, view.now);
  return next === null ? t.noLesson : t.nextLesson(formatTime(next, view, 'moment'));
}
