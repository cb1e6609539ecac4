import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { connectRaw } from '../../support/raw-client.ts';
import { timeWithoutStalls } from '../../support/run-delay.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { type SecretServer, startSecretServer } from './secret-server.ts';

const CALLS = 40;
/** Room for a busy machine, where one answer after another adds 5 ms. A student who waited for one would wait for seconds. */
const MAX_ADDED_MS = 100;
/** Above what the same server takes while nobody reads large answers: all of them together. */
const MAX_ADDED_BYTES = 80 * 1024 * 1024;

function startProgram(file: string, ...args: string[]): ServerProcess {
  const program = startServer({
    command: [process.execPath, join(import.meta.dirname, file), ...args],
    cwd: import.meta.dirname,
    env: {},
  });
  onTestFinished(async () => {
    await program.stop('SIGKILL');
  });
  return program;
}

/** The gateway, and its provider in a process of its own. */
interface Gateway extends SecretServer {
  readonly provider: ServerProcess;
}

async function startGateway(): Promise<Gateway> {
  const provider = startProgram('large-provider-process.ts');
  const [, address = ''] = /provider at (\S+)\n/.exec(await provider.prints(/provider at \S+\n/)) ?? [];
  const server = await startSecretServer({
    OPENAI_BASE_URL: address,
    JIGAP_STUDENT_REQUESTS_PER_MINUTE: '100000',
    JIGAP_LOG_LEVEL: 'error',
  });
  return { ...server, provider };
}

/** Of the process, in bytes. */
async function residentBytes({ server: { pid } }: SecretServer): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) * 1024;
}

/** ms until a neighbour has a whole answer. */
function callMs({ url, server, provider }: Gateway, token: string): Promise<number> {
  const body = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 16 };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return timeWithoutStalls([server.pid ?? 0, provider.pid ?? 0], async () => {
    const client = await connectRaw(url);
    await client.request({ path: '/v1/chat/completions', headers, body: JSON.stringify(body) });
    const { status } = await client.response();
    client.hangUp();
    expect(status).toBe(200);
  });
}

interface Measured {
  readonly p95: number;
  readonly peakBytes: number;
}

async function measure(gateway: Gateway, token: string): Promise<Measured> {
  const all: number[] = [];
  let peakBytes = 0;
  for (let n = 0; n < CALLS; n++) {
    all.push(await callMs(gateway, token));
    if (n % 10 === 9) peakBytes = Math.max(peakBytes, await residentBytes(gateway));
  }
  return { p95: all.sort((a, b) => a - b)[Math.floor(CALLS * 0.95)] ?? Number.POSITIVE_INFINITY, peakBytes };
}

const WAYS = [
  ['sixteen answers of 46 MiB', 'embeddings', 'reads'],
  ['sixteen answers of 46 MiB that nobody reads', 'embeddings', 'reads-nothing'],
  ['sixteen answers with log probabilities of 20 candidates', 'chat/completions', 'reads'],
] as const;

for (const [what, path, reads] of WAYS)
  test(
    `${what} delay nobody else, and take no memory`,
    reads === 'reads' && path === 'embeddings' ? {} : LONG_RUN,
    async () => {
      const gateway = await startGateway();
      const [quietOne, nuisance] = [await gateway.newStudent(), await gateway.newStudent()];
      await measure(gateway, quietOne);
      const quiet = await measure(gateway, quietOne);
      const reader = startProgram('large-reader-process.ts', gateway.url, nuisance, path, reads);
      await reader.prints(/(?:begun\n){16}/);
      const disturbed = await measure(gateway, quietOne);
      const peakBytes = Math.max(disturbed.peakBytes, await residentBytes(gateway));
      expect(reader.printed()).not.toContain('status');
      const ratio = (disturbed.p95 / quiet.p95).toFixed(1);
      console.log(`p95: ${quiet.p95.toFixed(1)} ms alone, ${disturbed.p95.toFixed(1)} ms (${ratio} x) beside ${what}`);
      console.log(`resident: ${Math.round(quiet.peakBytes / 2 ** 20)} MiB, ${Math.round(peakBytes / 2 ** 20)} MiB`);
      expect(disturbed.p95).toBeLessThanOrEqual(quiet.p95 + MAX_ADDED_MS);
      expect(peakBytes).toBeLessThan(quiet.peakBytes + MAX_ADDED_BYTES);
    },
  );
