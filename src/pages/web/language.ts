import { LANGUAGES, type Language } from '../../access/classes.ts';

export const LANGUAGE_COOKIE = 'jigap_language';

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.some((language) => language === text);
}

export interface LanguageWishes {
  /** What was chosen with the switch, as the cookie says it. */
  readonly chosen: string | undefined;
  /** The class's, for its students. */
  readonly ofClass: Language | null;
  readonly acceptLanguage: string | undefined;
  readonly ofServer: Language;
}

/** What was chosen goes first, then the class, then the browser, then the server. */
export function languageFor({ chosen, ofClass, acceptLanguage, ofServer }: LanguageWishes): Language {
  if (isLanguage(chosen)) return chosen;
  return ofClass ?? preferred(acceptLanguage ?? '') ?? ofServer;
}

/** The first language of ours by weight (RFC 9110, 12.5.4); null when it names none. */
function preferred(header: string): Language | null {
  const wishes = header
    .slice(0, 1000)
    .split(',')
    .map((entry) => {
      const [range = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const weight = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((q) => q !== undefined);
      return { language: range.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of wishes) if (isLanguage(language)) return language;
  return null;
}
