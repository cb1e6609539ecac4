import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareVersions, isPatched } from './node-releases.js';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
/** What `npm ci` puts there, where there is a package with Node for this machine. */
const BUNDLED_NODE = join(PROJECT, 'node_modules/.bin/node');
const PROGRAM = process.platform === 'win32' ? 'node.exe' : 'node';
/** jigap is tested from this line on; an older one is used where somebody starts it with that. */
const OLDEST_TESTED = '24.0.0';
const MAX_ANSWER_MS = 5000;

/**
 * The Node to run jigap with: this one if it reads TypeScript and has the fixes of the last security release, else one of
 * the machine that has them, else one that at least reads TypeScript. Returns null when there is none.
 */
export function findNode() {
  if (isPatched(process.version) && process.features.typescript) return process.execPath;
  const patched = nodesOfMachine().find((node) => {
    const version = versionOf(node);
    return isPatched(version) && compareVersions(version, OLDEST_TESTED) >= 0;
  });
  if (patched !== undefined) return patched;
  if (process.features.typescript) return process.execPath;
  return existsSync(BUNDLED_NODE) ? BUNDLED_NODE : null;
}

/** Every other Node in the PATH, in its order, and the one that npm itself runs on. npm puts the bundled one first. */
function nodesOfMachine() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const inPath = folders.map((folder) => join(folder, PROGRAM));
  const ofNpm = process.env.npm_node_execpath;
  // Compared by its real path, so that each Node runs once. Started by its own path: its name tells a version manager
  // which program to run.
  const found = new Map([...inPath, ...(ofNpm === undefined ? [] : [ofNpm])].map((node) => [realPathOf(node), node]));
  const bundled = join(PROJECT, 'node_modules') + sep;
  return [...found].filter(([real]) => real !== null && !real.startsWith(bundled)).map(([, node]) => node);
}

/** Without links; null for what cannot be run. */
function realPathOf(program) {
  try {
    accessSync(program, constants.X_OK);
    return realpathSync(program);
  } catch {
    return null;
  }
}

/** As it says itself; '' for what does not answer. */
function versionOf(node) {
  // A version manager finds its files by these. It must not see the rest of the environment, which may hold the key.
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME };
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', timeout: MAX_ANSWER_MS, env });
  return (stdout ?? '').trim();
}
