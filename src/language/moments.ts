import type { Language } from './languages.ts';

/** How days and instants stand inside sentences: one form, wherever jigap writes one. */

/** "3월 2일(화)", "Tuesday 2 March". @param day YYYY-MM-DD, the same in every time zone */
export function dayInSentence(day: string, language: Language): string {
  return formatsOf(language, 'UTC').day(Date.parse(`${day}T00:00:00Z`));
}

/** "11월 30일(월) 0시", "11월 30일(월) 9시 30분", "Monday 30 November at 00:00". @param at ms UTC */
export function momentInSentence(at: number, timeZone: string, language: Language): string {
  return formatsOf(language, timeZone).moment(at);
}

/** "대한민국 시간", "Asia/Seoul". Zones without a place have only their id, such as UTC. */
export function zoneName(timeZone: string, language: Language): string {
  return formatsOf(language, timeZone).zone;
}

/** Behind a day or an instant: "(대한민국 시간)", " (Asia/Seoul)". Korean has no blank before a bracket. */
export function noteOfZone(timeZone: string, language: Language): string {
  const name = zoneName(timeZone, language);
  return language === 'ko' ? `(${name})` : ` (${name})`;
}

interface SentenceFormats {
  readonly day: (at: number) => string;
  readonly moment: (at: number) => string;
  readonly zone: string;
}

const MAKE_FORMATS: Readonly<Record<Language, (timeZone: string) => SentenceFormats>> = {
  en: (timeZone) => {
    const day = { timeZone, weekday: 'long', month: 'long', day: 'numeric' } as const;
    const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    const [days, moments] = [
      new Intl.DateTimeFormat('en-GB', day),
      new Intl.DateTimeFormat('en-GB', { ...day, ...clock }),
    ];
    return { day: (at) => days.format(at), moment: (at) => moments.format(at), zone: timeZone };
  },
  ko: (timeZone) => {
    const days = new Intl.DateTimeFormat('ko-KR', { timeZone, weekday: 'short', month: 'long', day: 'numeric' });
    const clocks = new Intl.DateTimeFormat('ko-KR', { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
    const day = (at: number) => days.format(at).replace(' (', '(');
    return { day, moment: (at) => `${day(at)} ${koreanClock(clocks.formatToParts(at))}`, zone: koreanZone(timeZone) };
  },
};

/** "0시": "00:00" behind the name of a day can be read as its end. */
function koreanClock(parts: readonly Intl.DateTimeFormatPart[]): string {
  const numberOf = (name: string) => Number(parts.find(({ type }) => type === name)?.value ?? 0);
  const minute = numberOf('minute');
  return minute === 0 ? `${numberOf('hour')}시` : `${numberOf('hour')}시 ${minute}분`;
}

function koreanZone(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('ko-KR', { timeZone, timeZoneName: 'shortGeneric' }).formatToParts(0);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  // "GMT+0" is no name.
  return name.endsWith('시간') ? name : timeZone;
}

/** Making a formatter takes longer than a page or a refusal. There is one per language and time zone. */
const made = new Map<string, SentenceFormats>();

function formatsOf(language: Language, timeZone: string): SentenceFormats {
  const key = `${language} ${timeZone}`;
  const formats = made.get(key) ?? MAKE_FORMATS[language](timeZone);
  made.set(key, formats);
  return formats;
}
