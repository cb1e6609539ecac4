/** How the simulated model reads the user's words. */

export type DemoLanguage = 'en' | 'ko';

const EXCERPT_POINTS = 160;
/** A prompt of a megabyte must not be searched once per tool or enum member. */
const MAX_SEARCHED_LENGTH = 2000;
/** Words in half of all tool names: they identify none. */
const COMMON_WORDS: ReadonlySet<string> = new Set(['get', 'set', 'run', 'the', 'and', 'for']);
const NOT_IN_NAMES = /[^\p{L}\p{N}_-]+/u;
const NOT_IN_WORDS = /[^\p{L}]+/u;

export function languageOf(text: string): DemoLanguage {
  return /\p{Script=Hangul}/u.test(text) ? 'ko' : 'en';
}

/** The beginning of a text on one line, at most 160 code points. */
export function excerpt(text: string): string {
  // Four units per point leave room for surrogate pairs and folded spaces without walking a long text.
  const points = Array.from(
    text
      .slice(0, EXCERPT_POINTS * 4)
      .toWellFormed()
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
  return points.length > EXCERPT_POINTS ? `${points.slice(0, EXCERPT_POINTS - 1).join('')}…` : points.join('');
}

/** The part of a text that is searched for names, in lower case. */
export function searchedPart(text: string): string {
  return text.slice(0, MAX_SEARCHED_LENGTH).toLowerCase();
}

/** Code points: what people call characters. */
export function countCharacters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count++;
  return count;
}

/** The probable topic of a sentence: its last capitalised word but the first, or its first Korean noun. */
export function topicOf(text: string): string | null {
  const start = excerpt(text);
  const hangul = start.match(/\p{Script=Hangul}{2,}/u)?.[0];
  if (hangul !== undefined) return hangul.replace(/(?<=.{2})(?:에서|에|의|은|는|이|가|을|를)$/u, '');
  return start.match(/(?<=[^.!?\s] )\p{Lu}\p{L}+/gu)?.at(-1) ?? null;
}

/** Whether a text mentions a tool: by its name, or by a word of it ("weather" for get_weather). */
export function toolMentionsIn(text: string): (toolName: string) => boolean {
  const spoken = searchedPart(text);
  const spokenWords = new Set(spoken.split(NOT_IN_NAMES));
  return (toolName) => {
    if (spokenWords.has(toolName.toLowerCase())) return true;
    const words = toolName
      .replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, '_')
      .toLowerCase()
      .split(NOT_IN_WORDS);
    return words.some((word) => {
      if (word.length < 3 || COMMON_WORDS.has(word)) return false;
      // Longer words may carry an ending or a Korean particle; a short one would be found inside others.
      return word.length > 3 ? spoken.includes(word) : spokenWords.has(word);
    });
  };
}
