import { type Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { CliError, EXIT, ProgramEnded } from './cli-error.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addBudgetCommands } from './commands/budget.ts';
import { addCheckCommand } from './commands/check.ts';
import { addClaimLinkCommands } from './commands/claim-link.ts';
import { addClassCommands } from './commands/class.ts';
import { addLessonCommands } from './commands/class-lessons.ts';
import { addExportCommand } from './commands/export.ts';
import { addIncidentCommands } from './commands/incident.ts';
import { addJoinRequestCommands } from './commands/join-request.ts';
import { addMeCommand } from './commands/me.ts';
import { addMigrateDatabaseCommand } from './commands/migrate-database.ts';
import { addModelCommands } from './commands/model.ts';
import { addMoneyRequestCommands } from './commands/money-request.ts';
import { addNoticeCommands } from './commands/notice.ts';
import { addNoticeChannelCommands } from './commands/notice-channel.ts';
import { addOwnerTokenCommands } from './commands/owner-token.ts';
import { addProjectLimitCommands } from './commands/project-limit.ts';
import { addProviderCommands } from './commands/provider.ts';
import { addReconcileCommand } from './commands/reconcile.ts';
import { addRefusalCommand } from './commands/refusals.ts';
import { addSettingsCommands } from './commands/settings.ts';
import { addSignInLinkCommand } from './commands/sign-in-link.ts';
import { addStudentCommands } from './commands/student.ts';
import { addSupportBundleCommand } from './commands/support-bundle.ts';
import { addTokenCommands } from './commands/token.ts';
import { addTopUpCommands } from './commands/top-up.ts';
import { addUsageCommands } from './commands/usage.ts';
import { JigapCommand } from './jigap-command.ts';
import { LIBRARY_TEXTS } from './library-texts.ts';
import { PROGRAM } from './program-texts.ts';
import { plainDocument, withoutSecrets } from './safe-text.ts';
import { type Surroundings, terminal } from './terminal.ts';
import { COMMON } from './texts.ts';

/** The whole command tree; parsing throws CommanderError or CliError and never ends the process. */
export function buildProgram(surroundings: Surroundings): Command {
  const { language } = surroundings;
  const [t, library] = [PROGRAM[language], LIBRARY_TEXTS[language]];
  const program = new JigapCommand('jigap', language);
  program
    .description(t.description)
    .version(packageJson.version, '-V, --version', library.version)
    .helpCommand('help [command]', library.help)
    .option('--json', t.json)
    .exitOverride()
    .configureOutput({
      writeOut: surroundings.writeOut,
      writeErr: (text) => surroundings.writeError(withoutSecrets(plainDocument(text), knownSecrets(surroundings))),
    })
    .showHelpAfterError(library.addHelp);
  const owner = terminal(surroundings, () => program.opts<{ json?: boolean }>().json === true);
  addLessonCommands(addClassCommands(program, owner), owner);
  addStudentCommands(program, owner);
  addJoinRequestCommands(program, owner);
  addTokenCommands(program, owner);
  addClaimLinkCommands(program, owner);
  addBudgetCommands(program, owner);
  addTopUpCommands(program, owner);
  addMoneyRequestCommands(program, owner);
  addUsageCommands(program, owner);
  addRefusalCommand(program, owner);
  addIncidentCommands(program, owner);
  addNoticeCommands(program, owner);
  addAuditCommand(program, owner);
  addCheckCommand(program, owner);
  addBackupCommands(program, owner);
  addMigrateDatabaseCommand(program, owner);
  addExportCommand(program, owner);
  addSupportBundleCommand(program, owner);
  addProjectLimitCommands(program, owner);
  addReconcileCommand(program, owner);
  addProviderCommands(program, owner);
  addModelCommands(program, owner);
  addSettingsCommands(program, owner);
  addNoticeChannelCommands(program, owner);
  addOwnerTokenCommands(program, owner);
  addSignInLinkCommand(program, owner);
  addMeCommand(program, owner);
  const examples = owner.examples(
    'class add 자료구조 --time-zone Asia/Seoul --budget month=10',
    'student add 김지우 --class 자료구조',
    'token issue 김지우',
    'usage --by student',
  );
  program.addHelpText('after', `${t.about}${examples}\n${t.inClone}`);
  return program;
}

/** @param words the command line after `jigap` */
export async function run(words: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    await buildProgram(surroundings).parseAsync(words, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    // Commander has already said what is wrong; 0 is --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof ProgramEnded) return error.exitCode;
    complain(error, surroundings);
    return error instanceof CliError ? error.exitCode : EXIT.unexpected;
  }
}

function complain(error: unknown, surroundings: Surroundings): void {
  const reason = error instanceof Error ? error.message : String(error);
  const t = COMMON[surroundings.language];
  const message = error instanceof CliError ? reason : t.unexpected(reason);
  surroundings.writeError(`${t.error}: ${withoutSecrets(plainDocument(message), knownSecrets(surroundings))}\n`);
}

function knownSecrets({ settings }: Surroundings): (string | null)[] {
  try {
    const { ownerToken, apiToken } = settings();
    return [ownerToken, apiToken];
  } catch {
    return [];
  }
}
