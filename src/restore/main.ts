import '../launch/refuse-debugger.js';
import { createInterface } from 'node:readline/promises';
import { readTerminalLanguage } from '../config/config.ts';
import { runRestore } from './run-restore.ts';

// What `jigap restore` runs. The server is stopped then, so this is the only process that has the database.

// A diagnostic report, where somebody's NODE_OPTIONS ask for one, would hold the environment and so the keys.
process.report.excludeEnv = true;

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } catch {
    // Ctrl-C: no answer is not a yes.
    return '';
  } finally {
    lines.close();
  }
}

process.exitCode = await runRestore(process.argv.slice(2), {
  language: readTerminalLanguage(),
  write: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : null,
  now: Date.now,
});
