import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';

/** A terminal sends Ctrl-C to both; who kills this process means the other. */
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SHELL = '/bin/sh';
/** The real key is in the memory of a server, so a crash must not write that memory to the disk. */
const WITHOUT_CORE_FILE = 'ulimit -c 0; exec "$@"';

/**
 * Turns this process into another one of Node: same id, same input and output, nothing left of this one. Where the
 * system or this Node cannot do that, runs it beside this one and ends as it does.
 * @param fail called with a sentence when it cannot be run
 */
export function runNode(node, args, fail) {
  const command = existsSync(SHELL) ? [SHELL, '-c', WITHOUT_CORE_FILE, 'sh', node, ...args] : [node, ...args];
  if (process.platform !== 'win32' && process.execve !== undefined) process.execve(command[0], command);
  const child = spawn(command[0], command.slice(1), { stdio: 'inherit' });
  for (const signal of FORWARDED_SIGNALS) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => fail(`${node} cannot be run: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // A signal that Node itself does not die of.
    process.exitCode = 128 + constants.signals[signal];
  });
}
