#!/usr/bin/env node
import '../launch/refuse-debugger.js';
import { fileURLToPath } from 'node:url';
import { findNode } from '../launch/find-node.js';
import { runNode } from '../launch/run-node.js';

// JavaScript, so that any Node can read this file, also an old one. The rest takes a Node that strips types, which
// `npm ci` puts beside the project's packages.

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const COMPILE_CACHE = new URL('../launch/compile-cache.js', import.meta.url).href;
const COMMAND = fileURLToPath(new URL('./jigap.ts', import.meta.url));

const node = findNode();
if (node === process.execPath) {
  // Half the CPU time of a command was to strip types, which is done once.
  await import(COMPILE_CACHE);
  await import('./jigap.ts');
} else if (node === null)
  fail(`it takes Node 24 and this is ${process.version}: run \`npm ci\` in ${PROJECT}, which brings one`);
else runNode(node, ['--disable-sigusr1', '--import', COMPILE_CACHE, COMMAND, ...process.argv.slice(2)], fail);

function fail(why) {
  process.stderr.write(`jigap: ${why}\n`);
  process.exitCode = 1;
}
