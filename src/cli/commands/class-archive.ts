import type { Command } from 'commander';
import type { ArchivedJson, RunningClassJson } from '../../api/archive-routes.ts';
import type { ClassJson } from '../../api/class-json.ts';
import type { RemovalJson } from '../../api/removal-routes.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { isId, NONE } from '../input.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { CLASS_ARCHIVE } from './class-archive-texts.ts';
import { addForgetClassCommand } from './forget.ts';

interface CopyOptions {
  readonly startsOn?: string;
  readonly endsOn?: string;
}

export interface ClassParts {
  readonly find: (reference: string) => Promise<ClassJson>;
  /** For people to read. */
  readonly details: (schoolClass: ClassJson) => string;
}

/** The end of a class, and its copy for the next term. */
export function addArchiveCommands(group: Command, terminal: Terminal, { find, details }: ClassParts): void {
  const [t, common] = [CLASS_ARCHIVE[terminal.language], COMMON[terminal.language]];

  group
    .command('archive')
    .argument('<class>', common.classArgument)
    .option('--yes', common.doNotAsk)
    .description(t.archive)
    .addHelpText('after', terminal.examples('class archive 자료구조 --yes'))
    .action(async (reference: string, { yes }: { yes?: boolean }) => {
      const { id, name } = await find(reference);
      const running = await terminal.owner().get<RunningClassJson>(`/api/classes/${id}/archive`);
      await terminal.confirm(t.askArchive(plainLine(name), id, running), yes);
      const archived = await terminal.owner().send<ArchivedJson>('POST', `/api/classes/${id}/archive`, {});
      terminal.show(archived, () => `${t.archived(plainLine(name), id, archived)}\n`);
    });

  group
    .command('reopen')
    .argument('<class>', common.classArgument)
    .description(t.reopen)
    .addHelpText('after', terminal.examples('class reopen 자료구조'))
    .action(async (reference: string) => {
      const { id } = await find(reference);
      const reopened = await terminal.owner().send<ClassJson>('POST', `/api/classes/${id}/reopen`, {});
      terminal.show(reopened, details);
      terminal.say(t.needTokens(id));
    });

  addForgetClassCommand(group, terminal, find);

  group
    .command('remove-students')
    .argument('<class>', common.classArgument)
    .option('--student <id>', t.removedStudent, collectIds, [])
    .option('--yes', common.doNotAsk)
    .description(t.removeStudents)
    .addHelpText('after', terminal.examples('class remove-students 자료구조 --yes'))
    .action((reference: string, options: RemovalOptions) => removeStudents(terminal, find, reference, options));

  group
    .command('copy')
    .argument('<class>', common.classArgument)
    .argument('<name>', t.copyName, terminal.input.name)
    .option('--starts-on <day>', t.startsOn, terminal.input.openDay)
    .option('--ends-on <day>', t.endsOn, terminal.input.openDay)
    .description(t.copy)
    .addHelpText(
      'after',
      terminal.examples('class copy 자료구조 자료구조-봄 --starts-on 2027-03-02 --ends-on 2027-06-21'),
    )
    .action(async (reference: string, name: string, { startsOn, endsOn }: CopyOptions) => {
      const { id } = await find(reference);
      const fields = { name, starts_on: dayOf(startsOn), ends_on: dayOf(endsOn) };
      const copy = await terminal.owner().send<ClassJson>('POST', `/api/classes/${id}/copy`, fields);
      terminal.show(copy, details);
    });
}

interface RemovalOptions {
  /** Ids; empty: every student of the class. */
  readonly student: readonly string[];
  readonly yes?: boolean;
}

function collectIds(id: string, ids: readonly string[]): readonly string[] {
  return [...ids, id];
}

async function removeStudents(
  terminal: Terminal,
  find: ClassParts['find'],
  reference: string,
  { student, yes }: RemovalOptions,
): Promise<void> {
  const t = CLASS_ARCHIVE[terminal.language];
  const { id, name } = await find(reference);
  const path = `/api/classes/${id}/remove-students`;
  const wrong = student.find((each) => !isId(each));
  if (wrong !== undefined) throw new CliError(EXIT.usage, t.noId(plainLine(wrong)));
  const chosen = student.length === 0 ? {} : { students: student.map(Number) };
  const owner = terminal.owner();
  const preview = await owner.send<RemovalJson>('POST', path, { ...chosen, dry_run: true });
  await terminal.confirm(t.askRemoveStudents(plainLine(name), id, preview), yes);
  const removed = await owner.send<RemovalJson>('POST', path, { ...chosen, confirm_students: preview.students });
  terminal.show(removed, ({ students, failed }) => `${t.studentsRemoved(students - failed.length, failed.length)}\n`);
}

function dayOf(day: string | undefined): string | null {
  return day === undefined || day === NONE ? null : day;
}
