import { url as debuggerUrl } from 'node:inspector';

/** Options of Node that open its memory, where the real key is, or write it to the disk. */
const OPENS_MEMORY =
  /^--(inspect(?!-port|-publish-uid)|heapsnapshot|abort-on-uncaught-exception|build-snapshot|tls-keylog)/;

/** What this process was started with on the command line; and `--inspect`, however its debugger was opened. */
export function optionsOfThisProcess(): string[] {
  return [...process.execArgv, ...(debuggerUrl() === undefined ? [] : ['--inspect'])];
}

/**
 * Why a server that has the provider's key must not start with these options, a sentence each.
 * @param options of the command line, and the words of NODE_OPTIONS
 */
export function unsafeNodeOptions(options: readonly string[]): string[] {
  const names = options.map((option) => option.replaceAll('"', '').replaceAll('_', '-').split('=')[0] ?? '');
  const unsafe = new Set(names.filter((name) => OPENS_MEMORY.test(name)));
  return [...unsafe].map(
    (name) => `${name} (an option of Node): it opens the memory, where the provider's key is; start without it`,
  );
}
