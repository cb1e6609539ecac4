/** Why the server cannot listen at the address of the settings, and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** An error of listen() as a sentence, where it is a matter of the settings; any other as it is. */
export function listenError(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const says = SENTENCES[error instanceof Error && 'code' in error ? String(error.code) : ''];
  return says === undefined ? error : new ListenError(says(host, port), { cause: error });
}

const MAX_PORT = 65_535;
/** Below it, many systems let only root listen. */
const MIN_FREE_PORT = 1024;

/** A key in the wrong setting looks like the name of a host. */
const named = (host: string) => (host.includes('sk-') ? '... (it looks like a key)' : host);

const noSuchAddress = (host: string) =>
  `JIGAP_HOST=${named(host)} is not an address of this machine: use 127.0.0.1 for this machine only, or 0.0.0.0 for all`;

const SENTENCES: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `port ${port} on ${host} is used by another program: stop it, or choose another with JIGAP_PORT=${another(port)}`,
  EACCES: (host, port) =>
    `this user may not listen on port ${port} of ${host}: choose another with JIGAP_PORT=${another(port)}`,
  EADDRNOTAVAIL: noSuchAddress,
  ENOTFOUND: noSuchAddress,
  EAI_AGAIN: noSuchAddress,
};

function another(port: number): number {
  if (port < MIN_FREE_PORT) return 8080;
  return port < MAX_PORT ? port + 1 : port - 1;
}
