import type { ClientSettings } from '../config/config.ts';
import type { Language } from '../language/languages.ts';
import { defineTexts } from '../language/texts.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import { CliError, EXIT } from './cli-error.ts';
import type { FileDownload } from './file-download.ts';
import { type InputParsers, inputParsers } from './input.ts';
import { formatJson } from './output.ts';
import { plainLine } from './safe-text.ts';
import { COMMON } from './texts.ts';

/** What a command touches outside itself; tests hand in their own. */
export interface Surroundings {
  /** Of every text for people: help, tables, questions, errors. */
  readonly language: Language;
  /** Read only when a command needs them, so that help works without any. @throws Error for a bad setting */
  readonly settings: () => ClientSettings;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** The bytes of a file; of the standard input for "-". @throws Error of the file system */
  readonly readFile: (path: string) => Promise<Buffer>;
  /** A new file that only this person reads. @throws Error of the file system, also when it exists */
  readonly createFile: (path: string) => Promise<WriteFile>;
  /** A file that gets its name when it is complete. @throws Error of the file system, also when it exists */
  readonly createDownload: (path: string) => Promise<FileDownload>;
  /** Runs a program of its own on this machine, without the server, at the same terminal. @returns its exit code */
  readonly runProgram: (program: StoppedServerProgram, words: readonly string[]) => Promise<number>;
  /** Asks the person at the terminal; null without a terminal (a script, a pipe). */
  readonly ask: ((question: string) => Promise<string>) | null;
}

/** What works on the database of a server that is stopped; each in a folder of src/. */
export type StoppedServerProgram = 'restore' | 'migrate-database';

/** Writes the whole text of a file that is there already, and closes it. */
export type WriteFile = (text: string) => Promise<void>;

export interface Terminal {
  /** Chooses the texts of a command: `const t = CHECK[terminal.language]`. */
  readonly language: Language;
  /** Parsers of options and arguments, with errors in the language. */
  readonly input: InputParsers;
  /** For addHelpText('after'): `terminal.examples('class list')`. */
  readonly examples: (...commandLines: string[]) => string;
  readonly settings: () => ClientSettings;
  /** The API as the owner. @throws CliError without an owner token */
  readonly owner: () => ApiClient;
  /** The API as a student. @throws CliError without an API token */
  readonly student: (apiToken: string | undefined) => ApiClient;
  /** @throws CliError when it cannot be read */
  readonly readFile: (path: string) => Promise<Buffer>;
  readonly createFile: Surroundings['createFile'];
  /** @throws CliError when it cannot be written */
  readonly createDownload: Surroundings['createDownload'];
  readonly runProgram: Surroundings['runProgram'];
  /** A line on the terminal that is written over by the next; nothing where nobody is at it. */
  readonly progress: (line: string) => void;
  readonly wantsJson: () => boolean;
  readonly write: (text: string) => void;
  /** With --json the answer itself, else the text for people. */
  readonly show: <Answer>(answer: Answer, text: (answer: Answer) => string) => void;
  /** For what has no answer (204): a line for people, nothing with --json. */
  readonly say: (line: string) => void;
  /** @throws CliError unless the person answers yes, or said so with --yes */
  readonly confirm: (question: string, yes: boolean | undefined) => Promise<void>;
}

const TERMINAL = defineTexts({
  en: {
    notSignedIn: (signIn: string) => `not signed in: ${signIn}`,
    ownerSignIn:
      'set JIGAP_OWNER_TOKEN: it was printed at the first start (lost it? start the server once more with JIGAP_OWNER_TOKEN=<20 or more random characters>)',
    studentSignIn: 'set OPENAI_API_KEY to the API token that you were given (jgp_...), or name it with --token',
    unreadable: (path: string, reason: string) => `cannot read ${path} (${reason})`,
    unwritable: (path: string, reason: string) =>
      reason === 'EEXIST' ? `${path} exists: name another file` : `cannot write ${path} (${reason})`,
    question: (text: string) => `${text} [y/N] `,
    nobody: (text: string) => `${text} Nobody is at the terminal to ask: add --yes`,
    unchanged: 'nothing was changed',
    isYes: (answer: string) => /^y(?:es)?$/i.test(answer),
  },
  ko: {
    notSignedIn: (signIn) => `로그인하지 않았습니다. ${signIn}`,
    ownerSignIn:
      'JIGAP_OWNER_TOKEN을 설정하세요. 처음 시작할 때 화면에 나온 운영자 토큰입니다. (잃어버렸다면 JIGAP_OWNER_TOKEN=<무작위 문자 20자 이상>으로 서버를 다시 시작하세요.)',
    studentSignIn: 'OPENAI_API_KEY에 받은 API 토큰(jgp_...)을 설정하거나 --token으로 적으세요.',
    unreadable: (path, reason) => `파일을 읽을 수 없습니다: ${path} (${reason})`,
    unwritable: (path, reason) =>
      reason === 'EEXIST'
        ? `이미 있는 파일입니다. 다른 이름을 쓰세요: ${path}`
        : `파일을 쓸 수 없습니다: ${path} (${reason})`,
    question: (text) => `${text} [y/N] `,
    nobody: (text) => `${text} 물어볼 터미널이 없습니다. --yes를 붙이세요.`,
    unchanged: '아무것도 바꾸지 않았습니다.',
    // ㅛ is the key of y.
    isYes: (answer) => /^(?:y(?:es)?|ㅛ|네|예|응)$/i.test(answer),
  },
});

export function terminal(surroundings: Surroundings, wantsJson: () => boolean): Terminal {
  const { writeOut, language } = surroundings;
  const t = TERMINAL[language];
  const client = (secret: string | null, signIn: string) => {
    if (secret === null || secret === '') throw new CliError(EXIT.notSignedIn, t.notSignedIn(signIn));
    return apiClient({ url: readSettings(surroundings).url, secret, signIn, language });
  };
  return {
    language,
    input: inputParsers(language),
    examples: (...lines) => {
      return `\n${COMMON[language].examples(lines.length)}\n${lines.map((line) => `  $ jigap ${line}`).join('\n')}`;
    },
    settings: () => readSettings(surroundings),
    owner: () => client(readSettings(surroundings).ownerToken, t.ownerSignIn),
    student: (apiToken) => client(apiToken ?? readSettings(surroundings).apiToken, t.studentSignIn),
    readFile: (path) => readFile(surroundings, path),
    createFile: surroundings.createFile,
    createDownload: (path) => createDownload(surroundings, path),
    runProgram: surroundings.runProgram,
    progress: (line) => {
      if (surroundings.ask !== null) surroundings.writeError(`\r\u001b[K${plainLine(line)}`);
    },
    wantsJson,
    write: writeOut,
    show: (answer, text) => writeOut(wantsJson() ? formatJson(answer) : text(answer)),
    say: (line) => {
      if (!wantsJson()) writeOut(`${line}\n`);
    },
    confirm: (question, yes) => confirm(surroundings, question, yes === true),
  };
}

async function readFile(surroundings: Surroundings, path: string): Promise<Buffer> {
  try {
    return await surroundings.readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CliError(EXIT.usage, TERMINAL[surroundings.language].unreadable(plainLine(path), reason));
  }
}

async function createDownload({ createDownload, language }: Surroundings, path: string): Promise<FileDownload> {
  try {
    return await createDownload(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CliError(EXIT.usage, TERMINAL[language].unwritable(plainLine(path), reason));
  }
}

async function confirm({ ask, language }: Surroundings, question: string, yes: boolean): Promise<void> {
  const t = TERMINAL[language];
  if (yes) return;
  if (ask === null) throw new CliError(EXIT.usage, t.nobody(question));
  const answer = await ask(t.question(question));
  if (!t.isYes(answer.normalize('NFC').trim())) throw new CliError(EXIT.usage, t.unchanged);
}

function readSettings({ settings }: Surroundings): ClientSettings {
  try {
    return settings();
  } catch (error) {
    throw new CliError(EXIT.usage, error instanceof Error ? error.message : String(error));
  }
}
