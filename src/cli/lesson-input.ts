import { InvalidArgumentError } from 'commander';
import type { Language } from '../language/languages.ts';
import { WEEKDAY_NAMES, WEEKDAYS, type Weekday, type WeeklyHours } from '../language/weekly-hours.ts';
import { LESSON } from './commands/lesson-texts.ts';
import { NONE } from './input.ts';

/** What the API takes of a class. */
export interface HoursInput {
  readonly opening: 'always' | 'lessons';
  readonly weekly_hours?: readonly WeeklyHours[];
}

export interface TimesInput {
  readonly from: string;
  readonly to: string;
}

const TIME = String.raw`(\d{1,2}:\d\d)`;
const TIMES = new RegExp(`^${TIME}\\s*[-~–]\\s*${TIME}$`);

/** What people type about lessons -> what the API takes. Every parser throws InvalidArgumentError (exit 2). */
export function lessonParsers(language: Language) {
  const t = LESSON[language];
  const wrong = (message: string) => new InvalidArgumentError(message);

  /** "10:00-10:50"; "9:00" is 09:00. */
  function times(text: string, error = t.timesForm): TimesInput {
    const [, from, to] = TIMES.exec(text.trim()) ?? [];
    if (from === undefined || to === undefined) throw wrong(error);
    return { from: from.padStart(5, '0'), to: to.padStart(5, '0') };
  }

  return {
    times: (text: string) => times(text),

    /** "10:00" */
    start(text: string): string {
      if (!new RegExp(`^${TIME}$`).test(text)) throw wrong(t.startForm);
      return text.padStart(5, '0');
    },

    /** "mon 10:00-10:50, wed 14:00-15:40"; none; always: what was planned stays for another time. */
    hours(text: string): HoursInput {
      if (text === 'always') return { opening: 'always' };
      if (text === NONE) return { opening: 'lessons', weekly_hours: [] };
      const weekly_hours = text.split(',').map((part): WeeklyHours => {
        const [, day = '', rest = ''] = /^(\p{L}+)\s+(.+)$/u.exec(part.trim()) ?? [];
        const weekday = weekdayOf(day);
        if (weekday === null) throw wrong(t.hoursForm);
        return { weekday, ...times(rest, t.hoursForm) };
      });
      return { opening: 'lessons', weekly_hours };
    },
  };
}

/** "mon", "Monday", "월", "월요일" -> mon */
function weekdayOf(text: string): Weekday | null {
  const typed = text.normalize('NFC').toLowerCase();
  const namesOf = (day: Weekday) => [day, FULL_NAMES[day], WEEKDAY_NAMES.ko[day], `${WEEKDAY_NAMES.ko[day]}요일`];
  return WEEKDAYS.find((day) => namesOf(day).includes(typed)) ?? null;
}

const FULL_NAMES: Readonly<Record<Weekday, string>> = {
  ...{ mon: 'monday', tue: 'tuesday', wed: 'wednesday', thu: 'thursday' },
  ...{ fri: 'friday', sat: 'saturday', sun: 'sunday' },
};
