/**
 * The clients that classes use, against gateways of their own over real sockets: nothing but the key and the base URL
 * is changed. Prints a table endpoint x client x outcome and ends with 1 when anything in it is red. Needs the package
 * registries, curl, and Python 3 with its venv module. `npm run test:clients`, or `npm run test:clients -- ID ...` for
 * some of the clients of clients.ts. JIGAP_TEST_DATABASE=postgres: each gateway is two replicas on a real PostgreSQL.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { startChosenServer } from '../../support/postgres/chosen-server.ts';
import { addClientStudents, heldOn } from './client-students.ts';
import { CLIENTS, type Client } from './clients.ts';
import { compileClient } from './compiled-clients.ts';
import { countRequests } from './counting-proxy.ts';
import { type Gateway, startGateways } from './gateways.ts';
import { type Cell, cellsOf } from './matrix.ts';
import { installNodeClients, nodeCommand } from './node-packages.ts';
import { findPython, makePython, pythonCommand } from './python.ts';
import { printReport } from './report.ts';
import { runScript } from './scripts.ts';

const PIP_PATIENCE_MS = 150_000;
const wanted = process.argv.slice(2);
const clients = CLIENTS.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
const temp = mkdtempSync(join(tmpdir(), 'jigap-clients-'));
process.once('exit', () => rmSync(temp, { recursive: true, force: true }));

const began = performance.now();
const endDatabase = await startChosenServer({ isDurable: false });
const gateways = await startGateways();
const proxy = await countRequests(Object.fromEntries(gateways.all.map(({ name, ports }) => [name, ports])));
const students = await addClientStudents(
  gateways.all,
  proxy,
  clients.map(({ id }) => id),
);
const commands = prepareClients();
const cells = (await Promise.all(clients.map(cellsOfClient))).flat();
students.release();
const problems = [...(await heldAtTheEnd(gateways.all)), ...(await gateways.stop())];
await proxy.close();
await endDatabase();
printReport(cells);
process.exitCode = conclude(cells, problems);

/** Runs a client as soon as it is installed. What cannot be installed is skipped, loudly. */
async function cellsOfClient(client: Client): Promise<Cell[]> {
  let command: readonly string[];
  try {
    command = await commands(client);
  } catch (error) {
    console.log(`SKIPPED: ${client.title}: ${(error as Error).message}`);
    return cellsOf(client, [], { skipped: (error as Error).message, stalledMs: 0 });
  }
  const started = performance.now();
  // The proxy and the slow provider live here: when this process stands still, every client waits.
  const stalls = monitorEventLoopDelay();
  stalls.enable();
  const env = { PYTHONDONTWRITEBYTECODE: '1', ...client.env, ...students.envOf(client.id) };
  const { results, noise, code } = await runScript(command, env);
  console.log(`${client.title}: ${results.length} checks in ${Math.round(performance.now() - started)} ms`);
  if (code !== 0) console.log(`${client.script} ended with ${code}:\n${noise}`);
  return cellsOf(client, results, { skipped: null, stalledMs: stalls.max / 1e6 });
}

/** Installs everything once, beside each other. @returns a client's command; rejects with why there is none */
function prepareClients(): (client: Client) => Promise<readonly string[]> {
  const python = findPython();
  const packages = new Map<string, Promise<void>>();
  const interpreters = new Map<string, Promise<string>>();
  return async ({ script, requirements, toolchain, folder = 'node' }) => {
    if (toolchain !== undefined) return compileClient(toolchain, temp);
    if (script === 'curl.mjs' && spawnSync('curl', ['--version']).status !== 0) throw new Error('needs curl');
    if (requirements === undefined) {
      const installed = packages.get(folder) ?? installNodeClients(folder);
      packages.set(folder, installed);
      await installed;
      return nodeCommand(folder, script);
    }
    if (python === null) throw new Error('needs python3 with its venv module (Debian: apt-get install python3-venv)');
    const environment = join(temp, requirements.replace('.txt', ''));
    const interpreter =
      interpreters.get(requirements) ?? makePython(python, environment, requirements, PIP_PATIENCE_MS);
    interpreters.set(requirements, interpreter);
    return pythonCommand(await interpreter, script);
  };
}

/** With every client gone, and its hang-ups read on for as long as that takes, nothing may be held. */
async function heldAtTheEnd(all: readonly Gateway[]): Promise<string[]> {
  const deadline = performance.now() + 10_000;
  const problems = [];
  for (const gateway of all) {
    let held = await heldOn(gateway);
    while (held > 0 && performance.now() < deadline) {
      await wait(100);
      held = await heldOn(gateway);
    }
    if (held > 0) problems.push(`the gateway "${gateway.name}" still holds $${held} with every client gone`);
  }
  return problems;
}

/** @returns the exit code */
function conclude(all: readonly Cell[], problems: readonly string[]): number {
  for (const problem of problems) console.log(`FAILED: ${problem}`);
  const count = (outcome: Cell['outcome']) => all.filter((cell) => cell.outcome === outcome).length;
  const [passed, failed, skipped] = [count('ok') + count('known'), count('FAILED') + problems.length, count('skipped')];
  console.log(`\n${all.length} cells, ${count('n/a')} n/a, in ${Math.round((performance.now() - began) / 1000)} s`);
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  const strict = process.env.CI !== undefined;
  if (strict && skipped > 0) console.log('FAILED: nothing may be skipped where CI is set');
  return failed > 0 || passed === 0 || (strict && skipped > 0) ? 1 : 0;
}
