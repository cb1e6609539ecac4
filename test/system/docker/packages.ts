import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';

/** Folders of the packages that `--omit=dev --omit=optional` leaves out. */
export function absentPackages(lockFile: string): string[] {
  const { packages } = JSON.parse(lockFile) as { packages: Record<string, Record<string, unknown>> };
  return Object.entries(packages)
    .filter(([, entry]) => entry.dev === true || entry.optional === true || entry.devOptional === true)
    .map(([folder]) => folder);
}

/** How this machine reaches its package registry; nothing else of its environment may reach a step. */
const REGISTRY_VARIABLES =
  /^(HOME|(https?|no)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|npm_config_(registry|userconfig|cache|cafile|proxy|https_proxy|noproxy))$/i;

export function registryEnv(env: NodeJS.ProcessEnv): { npmCli: string; runEnv: Record<string, string> } {
  const known = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    npmCli: env.npm_execpath ?? findNpm(),
    runEnv: Object.fromEntries(known.filter(([name, value]) => value !== '' && REGISTRY_VARIABLES.test(name))),
  };
}

function findNpm(): string {
  const { stdout, status } = spawnSync('/bin/sh', ['-c', 'command -v npm'], { encoding: 'utf8' });
  if (status !== 0) throw new Error('npm is not on the PATH');
  return realpathSync(stdout.trim());
}
