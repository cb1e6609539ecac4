#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// JavaScript, so that the Node of whoever links this command can read it, however old: the rest takes one that strips
// types, which `npm ci` puts beside the project's packages.

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const COMMAND = fileURLToPath(new URL('./jigap.ts', import.meta.url));
const OWN_NODE = join(PROJECT, 'node_modules/.bin/node');
/** A terminal sends Ctrl-C to both; who kills this process means the other. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

if (process.features.typescript) await import('./jigap.ts');
else if (existsSync(OWN_NODE)) runIn(OWN_NODE);
else fail(`it takes Node 24 and this is ${process.version}: run \`npm ci\` in ${PROJECT}, which brings one`);

/** Ends as the other process does: with its exit code, or by its signal. */
function runIn(node) {
  const child = spawn(node, [COMMAND, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => fail(`${node} cannot be run: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // A signal that Node itself does not die of.
    process.exitCode = 128 + constants.signals[signal];
  });
}

function fail(why) {
  process.stderr.write(`jigap: ${why}\n`);
  process.exitCode = 1;
}
