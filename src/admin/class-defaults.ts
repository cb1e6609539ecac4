import type { Language } from '../language/languages.ts';
import type { AdminServices } from './admin-deps.ts';

/** Whose zone it is: the owner's, the server's, or that of the country where nearly all classes in the language are. */
export type ZoneSource = 'owner' | 'server' | 'language';

export interface ClassDefaults {
  readonly language: Language;
  readonly timeZone: string;
  readonly zoneSource: ZoneSource;
}

/** Null for a language that is spoken in too many zones. */
const ZONE_OF_LANGUAGE: Readonly<Record<Language, string | null>> = { ko: 'Asia/Seoul', en: null };

/** A machine in a data centre: it tells nothing about where its owner is. */
const UTC = /^(?:Etc\/)?(?:UTC|UCT|GMT|Zulu|Universal|Greenwich)$/;

/**
 * Language and zone of a new class where nobody says otherwise.
 * @param language of the person who creates it; null: unknown, so the server's counts
 */
export function classDefaults(
  language: Language | null,
  services: Pick<AdminServices, 'ownerTimeZone' | 'timeZone' | 'language'>,
): ClassDefaults {
  const known = language ?? services.language;
  return { language: known, ...zoneDefault(known, services) };
}

function zoneDefault(
  language: Language,
  { ownerTimeZone, timeZone }: Pick<AdminServices, 'ownerTimeZone' | 'timeZone'>,
): Pick<ClassDefaults, 'timeZone' | 'zoneSource'> {
  const { chosen } = ownerTimeZone;
  if (chosen !== null) return { timeZone: chosen, zoneSource: 'owner' };
  const guess = ZONE_OF_LANGUAGE[language];
  if (guess !== null && UTC.test(timeZone)) return { timeZone: guess, zoneSource: 'language' };
  return { timeZone, zoneSource: 'server' };
}
