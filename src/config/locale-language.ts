import { LANGUAGES, type Language } from '../language/languages.ts';

/** Of the locale of the environment. POSIX: LC_ALL goes before LC_MESSAGES, and that before LANG. null: another one. */
export function localeLanguage(env: Readonly<Record<string, string | undefined>>): Language | null {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return LANGUAGES.find((language) => new RegExp(`^${language}(?:[_.@-]|$)`, 'i').test(locale)) ?? null;
}

/** Of the person at the terminal: JIGAP_LANGUAGE goes before the locale. null: none of them names one. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language | null {
  return LANGUAGES.find((each) => each === env.JIGAP_LANGUAGE) ?? localeLanguage(env);
}
