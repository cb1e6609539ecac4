import type { ClientSettings } from '../config/config.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import { CliError, EXIT } from './cli-error.ts';
import { formatJson } from './output.ts';

/** What a command touches outside itself; tests hand in their own. */
export interface Surroundings {
  /** Read only when a command needs them, so that help works without any. @throws Error for a bad setting */
  readonly settings: () => ClientSettings;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** The bytes of a file; of the standard input for "-". @throws Error of the file system */
  readonly readFile: (path: string) => Promise<Buffer>;
  /** Asks the person at the terminal; null without a terminal (a script, a pipe). */
  readonly ask: ((question: string) => Promise<string>) | null;
}

export interface Terminal {
  readonly settings: () => ClientSettings;
  /** The API as the owner. @throws CliError without an owner token */
  readonly owner: () => ApiClient;
  /** The API as a student. @throws CliError without an API token */
  readonly student: (apiToken: string | undefined) => ApiClient;
  /** @throws CliError when it cannot be read */
  readonly readFile: (path: string) => Promise<Buffer>;
  readonly wantsJson: () => boolean;
  readonly write: (text: string) => void;
  /** With --json the answer itself, else the text for people. */
  readonly show: <Answer>(answer: Answer, text: (answer: Answer) => string) => void;
  /** For what has no answer (204): a line for people, nothing with --json. */
  readonly say: (line: string) => void;
  /** @throws CliError unless the person answers yes, or said so with --yes */
  readonly confirm: (question: string, yes: boolean | undefined) => Promise<void>;
}

const OWNER_SIGN_IN =
  'set JIGAP_OWNER_TOKEN: it was printed at the first start (lost it? start the server once more with ' +
  'JIGAP_OWNER_TOKEN=<20 or more random characters>)';
const STUDENT_SIGN_IN = 'set OPENAI_API_KEY to the API token that you were given (jgp_...), or name it with --token';

export function terminal(surroundings: Surroundings, wantsJson: () => boolean): Terminal {
  const { writeOut } = surroundings;
  const client = (secret: string | null, signIn: string) => {
    if (secret === null || secret === '') throw new CliError(EXIT.notSignedIn, `not signed in: ${signIn}`);
    return apiClient(readSettings(surroundings).url, secret, signIn);
  };
  return {
    settings: () => readSettings(surroundings),
    owner: () => client(readSettings(surroundings).ownerToken, OWNER_SIGN_IN),
    student: (apiToken) => client(apiToken ?? readSettings(surroundings).apiToken, STUDENT_SIGN_IN),
    readFile: (path) => readFile(surroundings, path),
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
    throw new CliError(EXIT.usage, `cannot read ${path} (${reason})`);
  }
}

async function confirm({ ask }: Surroundings, question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (ask === null) throw new CliError(EXIT.usage, `${question} Nobody is at the terminal to ask: add --yes`);
  const answer = await ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError(EXIT.usage, 'nothing was changed');
}

function readSettings({ settings }: Surroundings): ClientSettings {
  try {
    return settings();
  } catch (error) {
    throw new CliError(EXIT.usage, error instanceof Error ? error.message : String(error));
  }
}
