import './refuse-debugger.js';
import { fileURLToPath } from 'node:url';
import { findNode } from './find-node.js';
import { runNode } from './run-node.js';

// What `npm start` and the Docker image run, with any Node from 20 on.

const OPTIONS = [
  '--disable-sigusr1',
  '--report-exclude-env',
  // Both: docs/decisions/0012-start-and-memory.md.
  '--max-semi-space-size=8',
  '--import',
  new URL('./compile-cache.js', import.meta.url).href,
];
const SERVER = fileURLToPath(new URL('../server.ts', import.meta.url));

const node = findNode();
if (node === null) fail(`it takes Node 24 and this is ${process.version}: install Node 24 or newer`);
else runNode(node, [...OPTIONS, SERVER, ...process.argv.slice(2)], fail);

function fail(why) {
  process.stderr.write(`jigap did not start: ${why}\n`);
  process.exitCode = 1;
}
