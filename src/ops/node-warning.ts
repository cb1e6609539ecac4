import type { Language } from '../language/languages.ts';
import { isPatched, NODE_RELEASES } from '../launch/node-releases.js';

/**
 * What the terminal says when this Node lacks the fixes of the last security release; null when it has them.
 * @param version of Node, without a "v"
 */
export function nodeWarning(version: string, language: Language): string | null {
  if (isPatched(version)) return null;
  const { securityRelease, fixedIn } = NODE_RELEASES;
  const wanted = fixedIn[TESTED_LINE] ?? TESTED_LINE;
  return TEXTS[language](version, securityRelease, wanted);
}

const TESTED_LINE = '24';

const TEXTS: Readonly<Record<Language, (version: string, day: string, wanted: string) => string>> = {
  en: (version, day, wanted) =>
    `jigap runs on Node ${version}, which lacks the security fixes of ${day}. Install Node ${wanted} or newer: the next start finds it in the PATH.`,
  ko: (version, day, wanted) =>
    `지금 쓰는 Node ${version}에는 ${day} 보안 수정이 빠져 있습니다. Node ${wanted} 이상을 설치하면 다음에 시작할 때 jigap이 PATH에서 찾아 씁니다.`,
};
