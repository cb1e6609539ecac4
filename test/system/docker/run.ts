import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The steps run on the line of Node that the base image has. Where this Node is of another one, npm fetches that line. */
const BASE_LINE = '24';
const STEPS = join(import.meta.dirname, 'dockerfile-steps.ts');
const BASE_NODE = `--package=node-linux-${process.arch}@${BASE_LINE}`;

const [program = '', ...args] = process.version.startsWith(`v${BASE_LINE}.`)
  ? [process.execPath, STEPS]
  : ['npm', 'exec', '--yes', BASE_NODE, '--', 'node', STEPS];
process.exitCode = spawnSync(program, args, { stdio: 'inherit' }).status ?? 1;
