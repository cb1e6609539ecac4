import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a document tells its reader to run and this suite does not. Everything else is run for real. A line that no
 * document needs any more fails the suite, too.
 */
export const NOT_RUN: readonly NotRun[] = [
  { command: /^npm ci$/, why: 'every suite begins with it: .ci/run' },
  { command: /^npm test$/, why: 'the tests that need only npm are a suite of their own: .ci/run' },
  { command: /^git pull$/, why: 'changes the code that is tested' },
  { command: /^docker compose (?:up --detach|logs jigap|stop jigap|start jigap)$/, why: 'needs Docker' },
  { command: /^docker compose run --rm jigap jigap restore --yes \S+$/, why: 'needs Docker' },
  {
    command: /^npm run jigap -- restore \S+$/,
    why: 'needs a server that is stopped; test/system/server/restore.test.ts runs it',
  },
  {
    command: /^caddy run --config Caddyfile --adapter caddyfile$/,
    why: 'needs a domain; caddy.test.ts runs it without',
  },
  { command: /^cloudflared tunnel (?:login|create jigap|delete jigap)$/, why: 'needs an account at Cloudflare' },
  { command: /^cloudflared tunnel route dns jigap class\.example$/, why: 'needs an account at Cloudflare' },
  { command: /^cloudflared tunnel run --url http:\/\/127\.0\.0\.1:\d+ jigap$/, why: 'needs an account at Cloudflare' },
  { command: /^tailscale funnel (?:--bg 8080|status|reset)$/, why: 'needs an account at Tailscale' },
  { command: /^ollama (?:pull [\w.:-]+|serve)$/, why: 'a model of gigabytes; test/system/model-servers has tiny ones' },
  { command: /^llama-server --model \S+ .+$/, why: 'the same; the suite of model servers runs llama.cpp' },
  { command: /^vllm serve \S+ .+$/, why: 'a model of gigabytes, and a graphics card' },
  { command: /^hf download \S+$/, why: 'a model of gigabytes' },
  { command: /^transformers serve .+$/, why: 'the same' },
  {
    command: /^jigap model discover http:\/\/127\.0\.0\.1:\d+\/v1 --name [a-z-]+$/,
    why: 'needs one of the servers above; test/system/model-servers asks a real one',
  },
  {
    command:
      /^docker compose --file compose\.school\.yaml (?:up --detach(?: --no-deps jigap-[12])?|build|logs jigap-1 jigap-2)$/,
    why: 'needs Docker; test/repository/compose-school.test.ts reads the file, school-caddy.test.ts runs its Caddyfile',
  },
  {
    command: /^docker compose --file compose\.school\.yaml exec -T postgres pg_basebackup .+$/,
    why: 'needs Docker and PostgreSQL',
  },
  {
    command: /^jigap migrate-database --from \S+$/,
    why: 'needs a server that is stopped and a PostgreSQL; test/migrate-database/run-migration.test.ts runs it',
  },
  // What it runs in the container is run here.
  { command: /^docker compose exec (?:--env \S+ )?jigap jigap .+$/, why: 'needs Docker' },
];

export interface NotRun {
  /** The whole command line, as the shell hands it on. */
  readonly command: RegExp;
  readonly why: string;
}

const START_ONCE = join(import.meta.dirname, 'start-once.ts');

/** `npm start` is started, asked, and stopped. All other scripts run as they are. */
const NPM = `case "$1" in
start) exec "$TEST_NODE" "${START_ONCE}" ;;
ci | test) note npm "$@" ;;
run)
  [ "\${4:-}" != restore ] || { note npm "$@"; exit 0; }
  PATH="$TEST_REAL_PATH" exec npm "$@" ;;
*) PATH="$TEST_REAL_PATH" exec npm "$@" ;;
esac`;

/** Services are looked up in their compose file, and what runs in a container of jigap runs here. */
const DOCKER = `note docker "$@"
[ "$1" = compose ] || exit 64
shift
file=compose.yaml
[ "$1" != --file ] || { file=$2; shift 2; }
[ "$1" = exec ] || exit 0
shift
[ "$1" != -T ] || shift
while [ "$1" = --env ]; do export "$2"; shift 2; done
grep -q "^  $1:$" "$file" || { echo "$file has no service $1" >&2; exit 1; }
case "$1" in jigap*) ;; *) exit 0 ;; esac
shift
exec "$@"`;

const CADDY = `case "$1" in
run) note caddy "$@" ;;
*) PATH="$TEST_REAL_PATH" exec caddy "$@" ;;
esac`;

const JIGAP = `case "$1 \${2:-}" in "model discover" | migrate-database*) note jigap "$@"; exit 0 ;; esac
exec "$TEST_NODE" src/cli/jigap.js "$@"`;
const SCRIPTS: Readonly<Record<string, string>> = {
  ...{ npm: NPM, docker: DOCKER, jigap: JIGAP, caddy: CADDY },
  ...{ hf: 'note hf "$@"', ollama: 'note ollama "$@"', 'llama-server': 'note llama-server "$@"' },
  ...{ vllm: 'note vllm "$@"', transformers: 'note transformers "$@"' },
  ...{ git: 'note git "$@"', cloudflared: 'note cloudflared "$@"', tailscale: 'note tailscale "$@"' },
};
const NOTE = `note() { printf '%s\\n' "$*" >> "$TEST_NOT_RUN"; }`;

/** Programs of these names that go before the machine's own. */
export function writePrograms(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, script] of Object.entries(SCRIPTS)) {
    const path = join(folder, name);
    writeFileSync(path, `#!/usr/bin/env bash\nset -u\n${NOTE}\n${script}\n`);
    chmodSync(path, 0o755);
  }
}

/** The command lines that were noted instead of run. */
export function readNotRun(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
