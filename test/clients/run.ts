/**
 * The Python clients that classes use, against a server of their own: nothing but the key and the base URL is changed.
 * Needs Python 3 with its venv module, and the package registry. `npm run test:clients`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSecret } from '../../src/access/api-tokens.ts';
import { freePort, startServer } from '../support/server-process.ts';
import { openClassroom } from './classroom.ts';
import { countRequests } from './counting-proxy.ts';
import { findPython, makePython, runScript } from './python.ts';

const SCRIPTS = ['openai_python.py', 'langchain_python.py'];
const repository = join(import.meta.dirname, '../..');

const python = findPython();
if (python === null) {
  console.log('SKIPPED: the Python clients need python3 with its venv module (Debian: apt-get install python3-venv)');
  process.exit(process.env.CI === undefined ? 0 : 1);
}
const temp = mkdtempSync(join(tmpdir(), 'jigap-clients-'));
process.once('exit', () => rmSync(temp, { recursive: true, force: true }));
process.exitCode = await runClients(makePython(python, join(temp, 'venv')));

async function runClients(interpreter: string): Promise<number> {
  const ownerToken = newSecret('jgo_');
  const port = await freePort();
  const server = startServer({
    command: [process.execPath, 'src/server.ts'],
    cwd: repository,
    // A clean environment: a real key of whoever runs this must not be found, and the demo upstream answers.
    env: {
      PATH: process.env.PATH ?? '',
      JIGAP_PORT: String(port),
      JIGAP_DATABASE: join(temp, 'jigap.db'),
      JIGAP_OWNER_TOKEN: ownerToken,
    },
  });
  await server.prints(new RegExp(`127\\.0\\.0\\.1:${port}`));
  const classroom = await openClassroom(`http://127.0.0.1:${port}`, ownerToken);
  const proxy = await countRequests(port);
  const failed = [];
  for (const script of SCRIPTS) {
    console.log(`${script}:`);
    if (!(await runScript(interpreter, script, { ...classroom.env, ...proxy.env }))) failed.push(script);
  }
  await proxy.close();
  const exitCode = await server.stop();
  if (exitCode !== 0) failed.push('the end of the server');
  if (failed.length > 0) console.error(`FAILED: ${failed.join(', ')}\nThe server said:\n${server.printed()}`);
  else console.log(`python clients: ${SCRIPTS.length} scripts, every check passed`);
  return failed.length === 0 ? 0 : 1;
}
