import { LANGUAGES, type Language } from '../language/languages.ts';
import type { Reader } from '../language/reader-texts.ts';
import type { SchoolClass } from './classes.ts';

interface OwnerTitles {
  readonly teacher: string;
  readonly professor: string;
  readonly assistant: string;
  readonly senior: string;
}

/** What students call the owner, ready for a sentence. A class may have a title of its own instead. */
export const OWNER_TITLES: Readonly<Record<Language, OwnerTitles>> = {
  ko: { teacher: '선생님', professor: '교수님', assistant: '조교님', senior: '선배님' },
  en: { teacher: 'your teacher', professor: 'your professor', assistant: 'your TA', senior: 'your senior' },
};

/** @param language of the text, which may not be that of the class @param schoolClass null: none, or not known yet */
export function readerIn(language: Language, schoolClass: Pick<SchoolClass, 'ownerTitle'> | null): Reader {
  const own = schoolClass?.ownerTitle ?? null;
  const titles = OWNER_TITLES[language];
  return { language, ownerTitle: own === null ? titles.teacher : (translated(own, titles) ?? own) };
}

/** null for a title of the owner's own. */
function translated(title: string, titles: OwnerTitles): string | null {
  for (const language of LANGUAGES) {
    const [role] = Object.entries(OWNER_TITLES[language]).find(([, each]) => each === title) ?? [];
    if (role !== undefined) return titles[role as keyof OwnerTitles];
  }
  return null;
}
