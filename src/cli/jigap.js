#!/usr/bin/env node
import '../launch/refuse-debugger.js';
import { fileURLToPath } from 'node:url';
import { findNode } from '../launch/find-node.js';
import { runNode } from '../launch/run-node.js';

// JavaScript, so that any Node can read this file, also an old one. The rest takes a Node that strips types, which
// `npm ci` puts beside the project's packages.

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const COMMAND = fileURLToPath(new URL('./jigap.ts', import.meta.url));

const node = findNode();
if (node === process.execPath) await import('./jigap.ts');
else if (node === null)
  fail(`it takes Node 24 and this is ${process.version}: run \`npm ci\` in ${PROJECT}, which brings one`);
else runNode(node, ['--disable-sigusr1', COMMAND, ...process.argv.slice(2)], fail);

function fail(why) {
  process.stderr.write(`jigap: ${why}\n`);
  process.exitCode = 1;
}
