import { preferredLanguage } from '../../language/accept-language.ts';
import { isLanguage, type Language } from '../../language/languages.ts';

export const LANGUAGE_COOKIE = 'jigap_language';

export interface LanguageSources {
  /** The value of the language cookie, which the switch sets. */
  readonly chosen: string | undefined;
  /** The class's, for its students. */
  readonly ofClass: Language | null;
  readonly acceptLanguage: string | undefined;
  readonly ofServer: Language;
}

/** The cookie goes first, then the class, then the browser, then the server. */
export function chooseLanguage({ chosen, ofClass, acceptLanguage, ofServer }: LanguageSources): Language {
  if (isLanguage(chosen)) return chosen;
  return ofClass ?? preferredLanguage(acceptLanguage ?? '') ?? ofServer;
}
