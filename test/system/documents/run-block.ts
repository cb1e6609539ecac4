import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentBlock, kindOf } from '../../repository/document-blocks.ts';
import type { DocumentFixture } from './document-fixture.ts';

const PATIENCE_MS = 240_000;

/**
 * Runs one block as its reader would. @param before blocks of the same document that ran already: a block of Python goes
 * on from the first one when it imports nothing itself
 * @returns what it printed
 * @throws Error with the place in the document, the command that failed, and what it printed
 */
export async function runBlock(
  block: DocumentBlock,
  before: readonly DocumentBlock[],
  fixture: DocumentFixture,
): Promise<string> {
  const code = fixture.fill(block.code);
  switch (kindOf(block)) {
    case 'shell':
      return bash(block, code, fixture);
    case 'powershell':
      return bash(block, bashFromPowerShell(block, code), fixture);
    case 'environment':
      return startWithFile(block, code, fixture);
    case 'python':
      return run(block, 'python', [write('block.py', withStart(block, code, before, fixture), fixture)], fixture);
    case 'node':
      // A client that nothing calls proves little.
      return run(block, 'node', [write('block.mjs', `${code}\nawait client.models.list();\n`, fixture)], fixture);
    case 'caddyfile':
      return run(
        block,
        'caddy',
        ['validate', '--adapter', 'caddyfile', '--config', write('Caddyfile', code, fixture)],
        fixture,
      );
  }
}

/** Any command that fails ends the block. */
function bash(block: DocumentBlock, code: string, fixture: DocumentFixture): Promise<string> {
  const script = `set -eEuo pipefail\ntrap 'echo "failed: $BASH_COMMAND" >&2' ERR\n${code}`;
  return run(block, 'bash', [write('block.sh', script, fixture)], fixture);
}

/** Lines that set variables and call npm: what differs from a POSIX shell is how. */
function bashFromPowerShell(block: DocumentBlock, code: string): string {
  return code
    .trim()
    .split('\n')
    .map((line) => {
      const parts = /^((?:\$env:[A-Z_]+='[^']*'; )*)(npm)\.cmd (.*)$/.exec(line);
      if (parts === null) throw new Error(`${placeOf(block)}: this suite reads only "$env:NAME='value'; npm.cmd ..."`);
      const [, settings = '', program, rest] = parts;
      return `${settings.replace(/\$env:([A-Z_]+)=('[^']*'); /g, '$1=$2 ')}${program} ${rest}`;
    })
    .join('\n');
}

/** A .env: jigap starts with it. What the environment has goes before a file, so it has nothing of the kind here. */
function startWithFile(block: DocumentBlock, code: string, fixture: DocumentFixture): Promise<string> {
  const file = write('block.env', code, fixture);
  const hasKey = code.includes('OPENAI_API_KEY=') ? 'yes' : 'no';
  const start = `unset OPENAI_API_KEY JIGAP_OWNER_TOKEN\nTEST_KEY_IN_FILE=${hasKey} JIGAP_ENV_FILE=${file} npm start\n`;
  return bash(block, start, fixture);
}

/** A block without an import goes on from the first block of its language. */
function withStart(
  block: DocumentBlock,
  code: string,
  before: readonly DocumentBlock[],
  fixture: DocumentFixture,
): string {
  if (/^(?:import|from) /m.test(code)) return code;
  const first = before.find(({ language }) => language === block.language);
  return `${fixture.fill(first?.code ?? '')}\n${code}`;
}

function write(name: string, code: string, { folder }: DocumentFixture): string {
  const path = join(folder, name);
  writeFileSync(path, code);
  return path;
}

async function run(
  block: DocumentBlock,
  program: string,
  args: readonly string[],
  { folder, env }: DocumentFixture,
): Promise<string> {
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE_MS });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code === 0) return printed;
  throw new Error(`${placeOf(block)} ended with ${code}.\n${printed.slice(-3000)}\n${WHAT_TO_DO}`);
}

export function placeOf({ document, line, language }: DocumentBlock): string {
  return `${document}:${line} (${language})`;
}

const WHAT_TO_DO =
  'Correct the document. A new placeholder belongs into document-fixture.ts, and a command that needs an account, Docker or Windows into NOT_RUN of programs.ts, both in test/system/documents/.';
