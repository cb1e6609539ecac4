import { LANGUAGES, type Language } from '../../access/classes.ts';

export const LANGUAGE_COOKIE = 'jigap_language';

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.some((language) => language === text);
}

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

/** The supported language of the greatest weight in Accept-Language (RFC 9110, 12.5.4); null when there is none. */
function preferredLanguage(header: string): Language | null {
  const ranges = header
    .slice(0, 1000)
    .split(',')
    .map((entry) => {
      const [range = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const weight = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((q) => q !== undefined);
      return { language: range.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of ranges) if (isLanguage(language)) return language;
  return null;
}
