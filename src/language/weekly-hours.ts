import type { Language } from './languages.ts';

/** As ISO 8601 counts them: a week begins on Monday. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Local wall clock of a class: HH:MM, from 00:00 to 24:00, the end of the day. */
export interface WeeklyHours {
  readonly weekday: Weekday;
  readonly from: string;
  /** Later than `from`: no lesson goes on after midnight. */
  readonly to: string;
}

export const WEEKDAY_NAMES: Readonly<Record<Language, Readonly<Record<Weekday, string>>>> = {
  en: { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' },
  ko: { mon: '월', tue: '화', wed: '수', thu: '목', fri: '금', sat: '토', sun: '일' },
};

/** "10:00-10:50", "10시~10시 50분" */
export function hoursText({ from, to }: Pick<WeeklyHours, 'from' | 'to'>, language: Language): string {
  return language === 'ko' ? `${koreanTime(from)}~${koreanTime(to)}` : `${from}-${to}`;
}

/** As koreanClock() of moments.ts. */
function koreanTime(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return minute === 0 ? `${hour}시` : `${hour}시 ${minute}분`;
}

/** "Mon, Wed 10:00-10:50; Fri 14:00-15:40", "월·수 10시~10시 50분, 금 14시~15시 40분". @param hours in the order of the week */
export function weeklyHoursText(hours: readonly WeeklyHours[], language: Language): string {
  const days = new Map<string, string[]>();
  for (const each of hours) {
    const text = hoursText(each, language);
    days.set(text, [...(days.get(text) ?? []), WEEKDAY_NAMES[language][each.weekday]]);
  }
  const [betweenDays, betweenHours] = language === 'ko' ? ['·', ', '] : [', ', '; '];
  return [...days].map(([text, names]) => `${names.join(betweenDays)} ${text}`).join(betweenHours);
}
