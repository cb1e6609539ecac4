import type { Language } from '../language/languages.ts';
import { defineTexts } from '../language/texts.ts';

/** The words that commander, the library of the command line, says by itself. */
export const LIBRARY_TEXTS = defineTexts({
  en: {
    help: 'display help for command',
    version: 'output the version number',
    addHelp: '(add --help for the options and an example)',
    /** Of the parts of a help text; a title without one stays as it is. */
    titles: {} as Readonly<Record<string, string>>,
    choices: (values: string) => `choices: ${values}`,
    fallback: (value: string) => `default: ${value}`,
  },
  ko: {
    help: '도움말 보기',
    version: '버전 보기',
    addHelp: '(--help를 붙이면 옵션과 예시를 볼 수 있습니다)',
    titles: {
      'Usage:': '사용법:',
      'Arguments:': '인자:',
      'Options:': '옵션:',
      'Global Options:': '공통 옵션:',
      'Commands:': '명령:',
    },
    choices: (values) => `고를 수 있는 값: ${values}`,
    fallback: (value) => `기본값: ${value}`,
  },
});

type ErrorPattern = readonly [RegExp, (...groups: string[]) => string];

const KOREAN_ERRORS: readonly ErrorPattern[] = [
  [/^missing required argument '(.*)'$/s, (name) => `인자가 빠졌습니다: ${name}`],
  [/^option '(.*)' argument missing$/s, (flags) => `옵션 뒤에 값이 빠졌습니다: ${flags}`],
  [/^required option '(.*)' not specified$/s, (flags) => `옵션이 빠졌습니다: ${flags}`],
  [/^unknown option '(.*?)'(\n.*)?$/s, (flag, similar) => `모르는 옵션입니다: ${flag}${suggestion(similar)}`],
  [/^unknown command '(.*?)'(\n.*)?$/s, (name, similar) => `모르는 명령입니다: ${name}${suggestion(similar)}`],
  [
    /^too many arguments(?: for '.*?')?\. Expected (\d+) arguments? but got (\d+)/s,
    (expected, received) => `인자는 ${expected}개여야 하는데 ${received}개입니다.`,
  ],
  [
    /^option '(.*?)' argument '(.*)' is invalid\. (.*)$/s,
    (flags, value, reason) => `${flags} 옵션의 값이 올바르지 않습니다: ${value}\n${reasonOf(reason)}`,
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*?)'\. (.*)$/s,
    (value, name, reason) => `${name} 인자의 값이 올바르지 않습니다: ${value}\n${reasonOf(reason)}`,
  ],
];

/** An error of the library in another language; one that no pattern knows stays as it is. */
export function translateLibraryError(message: string, language: Language): string {
  if (language === 'en') return message;
  const text = message.replace(/^error: /, '');
  for (const [pattern, translate] of KOREAN_ERRORS) {
    const groups = pattern.exec(text);
    if (groups !== null) return `오류: ${translate(...groups.slice(1).map((group) => group ?? ''))}`;
  }
  return message;
}

/** "\n(Did you mean --csv?)" */
function suggestion(similar: string): string {
  const [, names] = /\(Did you mean (?:one of )?(.*)\?\)/.exec(similar) ?? [];
  return names === undefined ? '' : `\n혹시 이것인가요? ${names}`;
}

function reasonOf(reason: string): string {
  return reason.replace(/^Allowed choices are (.*)\.$/, '고를 수 있는 값: $1');
}
