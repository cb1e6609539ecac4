import '../launch/refuse-debugger.js';
import { readTerminalLanguage } from '../config/config.ts';
import { runMigration } from './run-migration.ts';

// What `jigap migrate-database` runs. The server is stopped then, so this is the only process that has the databases.

// A diagnostic report, where somebody's NODE_OPTIONS ask for one, would hold the environment and so the keys.
process.report.excludeEnv = true;

process.exitCode = await runMigration(process.argv.slice(2), {
  language: readTerminalLanguage(),
  write: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
  now: Date.now,
});
