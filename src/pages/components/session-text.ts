import type { LessonSession } from '../../access/lessons.ts';
import { hoursText } from '../../language/weekly-hours.ts';
import { formatDay } from '../format/format-time.ts';
import type { ViewContext } from '../web/view-context.ts';

/** "Tuesday 24 November, 22:00-24:00", "11월 24일(화) 22시~24시" */
export function sessionText({ language }: Pick<ViewContext, 'language'>, session: LessonSession): string {
  const day = formatDay(session.day, { language }, 'long');
  return `${day}${language === 'ko' ? '' : ','} ${hoursText(session, language)}`;
}
