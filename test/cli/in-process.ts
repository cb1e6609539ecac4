import { run } from '../../src/cli/program.ts';
import type { Surroundings } from '../../src/cli/terminal.ts';
import type { ClientSettings } from '../../src/config/config.ts';
import { API_TOKEN, OWNER_TOKEN } from './stub-api.ts';

export interface CommandRun {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** Of a machine that says neither where it is nor which language its person reads. */
export function clientSettings(url: string, own: Partial<ClientSettings> = {}): ClientSettings {
  return { url, ownerToken: OWNER_TOKEN, apiToken: API_TOKEN, language: null, timeZone: 'UTC', ...own };
}

/** Runs a command line in this process, as src/cli/jigap.ts would, without the cost of a new one. */
export async function jigap(
  url: string,
  words: readonly string[],
  own: Partial<Surroundings> = {},
): Promise<CommandRun> {
  let out = '';
  let error = '';
  const exitCode = await run(words, {
    language: 'en',
    settings: () => clientSettings(url),
    writeOut: (text) => {
      out += text;
    },
    writeError: (text) => {
      error += text;
    },
    readFile: async (path) =>
      Buffer.from(path.endsWith('.json') ? '{"model": "gpt-3.5-turbo"}' : '이름,학번\n김지우,20261000\n'),
    createFile: async () => async () => {},
    createDownload: async () => ({ write: async () => {}, finish: async () => {}, discard: async () => {} }),
    runProgram: async () => 0,
    ask: null,
    ...own,
  });
  return { exitCode, out, error };
}

/** `jigap ...` of the owner of a running server. @param server the server of the test that runs */
export function ownerCommand(server: () => { readonly url: string; readonly ownerToken: string }) {
  return (...words: string[]): Promise<CommandRun> => {
    const { url, ownerToken } = server();
    return jigap(url, words, { settings: () => clientSettings(url, { ownerToken }) });
  };
}
