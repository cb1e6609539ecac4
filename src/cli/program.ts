import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { CliError, EXIT, type ExitCode } from './cli-error.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addBudgetCommands } from './commands/budget.ts';
import { addCheckCommand } from './commands/check.ts';
import { addClassCommands } from './commands/class.ts';
import { addIncidentCommands } from './commands/incident.ts';
import { addMeCommand } from './commands/me.ts';
import { addOwnerTokenCommands } from './commands/owner-token.ts';
import { addReconcileCommand } from './commands/reconcile.ts';
import { addRefusalCommand } from './commands/refusals.ts';
import { addSettingsCommands } from './commands/settings.ts';
import { addStudentCommands } from './commands/student.ts';
import { addTokenCommands } from './commands/token.ts';
import { addUsageCommands } from './commands/usage.ts';
import { plainDocument, withoutSecrets } from './safe-text.ts';
import { type Surroundings, terminal } from './terminal.ts';

const ABOUT = `
Environment:
  JIGAP_URL          where jigap answers (default: http://127.0.0.1:8080)
  JIGAP_OWNER_TOKEN  signs you in as the owner; printed at the first start
  OPENAI_API_KEY     a student's API token, for jigap me

Exit codes:
  0  done
  1  something unexpected: the server failed, check found an error, reconcile a drift
  2  the command line is wrong, a setting is bad, or a question was answered with no
  3  refused by the server: the message says why
  4  not signed in: no token, or one that the server does not know
  5  the server cannot be reached

Examples:
  $ jigap class add 자료구조 --time-zone Asia/Seoul --budget month=10
  $ jigap student add 김지우 --class 자료구조
  $ jigap token issue 김지우
  $ jigap usage --by student

In a clone, without the jigap command in the path: npm run --silent jigap -- usage --by student`;

/** The whole command tree; parsing throws CommanderError or CliError and never ends the process. */
export function buildProgram(surroundings: Surroundings): Command {
  const program = new Command('jigap');
  program
    .description('Share one OpenAI key with a class and never pay more than you meant to.')
    .version(packageJson.version)
    .option('--json', "print the API's JSON, for scripts")
    .exitOverride()
    .configureOutput({
      writeOut: surroundings.writeOut,
      writeErr: (text) => surroundings.writeError(withoutSecrets(plainDocument(text), knownSecrets(surroundings))),
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for the options and an example)')
    .addHelpText('after', ABOUT);
  const owner = terminal(surroundings, () => program.opts<{ json?: boolean }>().json === true);
  addClassCommands(program, owner);
  addStudentCommands(program, owner);
  addTokenCommands(program, owner);
  addBudgetCommands(program, owner);
  addUsageCommands(program, owner);
  addRefusalCommand(program, owner);
  addIncidentCommands(program, owner);
  addAuditCommand(program, owner);
  addCheckCommand(program, owner);
  addReconcileCommand(program, owner);
  addSettingsCommands(program, owner);
  addOwnerTokenCommands(program, owner);
  addMeCommand(program, owner);
  return program;
}

/** @param words the command line after `jigap` */
export async function run(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  try {
    await buildProgram(surroundings).parseAsync(words, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    // Commander has already said what is wrong; 0 is --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    complain(error, surroundings);
    return error instanceof CliError ? error.exitCode : EXIT.unexpected;
  }
}

function complain(error: unknown, surroundings: Surroundings): void {
  const reason = error instanceof Error ? error.message : String(error);
  const message = error instanceof CliError ? reason : `unexpected: ${reason}`;
  surroundings.writeError(`error: ${withoutSecrets(plainDocument(message), knownSecrets(surroundings))}\n`);
}

function knownSecrets({ settings }: Surroundings): (string | null)[] {
  try {
    const { ownerToken, apiToken } = settings();
    return [ownerToken, apiToken];
  } catch {
    return [];
  }
}
