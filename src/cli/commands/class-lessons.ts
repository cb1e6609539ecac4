import type { Command } from 'commander';
import type { ClassJson } from '../../api/class-json.ts';
import type { ChangedJson } from '../../api/lesson-routes.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type HoursInput, lessonParsers, type TimesInput } from '../lesson-input.ts';
import { formatDetails } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findClass } from './class.ts';
import { lessonDetails } from './lesson-details.ts';
import { LESSON } from './lesson-texts.ts';

/** When a class is open. @param group the command `class` */
export function addLessonCommands(group: Command, terminal: Terminal): void {
  const [t, common] = [LESSON[terminal.language], COMMON[terminal.language]];
  const parse = lessonParsers(terminal.language);

  group
    .command('hours')
    .argument('<class>', common.classArgument)
    .argument('<hours>', t.hoursArgument, parse.hours)
    .description(t.hours)
    .addHelpText('after', terminal.examples('class hours 자료구조 "mon 10:00-10:50, wed 14:00-15:40"'))
    .action((reference: string, hours: HoursInput) =>
      changeClass(terminal, reference, (id) => ['PATCH', `/api/classes/${id}`, hours]),
    );

  group
    .command('open')
    .argument('<class>', common.classArgument)
    .option('--minutes <minutes>', t.minutes, terminal.input.count, 50)
    .description(t.open)
    .addHelpText('after', terminal.examples('class open 자료구조 --minutes 50'))
    .action((reference: string, { minutes }: { minutes: number }) =>
      changeClass(terminal, reference, (id) => ['POST', `/api/classes/${id}/open`, { minutes }]),
    );

  group
    .command('close')
    .argument('<class>', common.classArgument)
    .description(t.close)
    .addHelpText('after', terminal.examples('class close 자료구조'))
    .action((reference: string) => changeClass(terminal, reference, (id) => ['POST', `/api/classes/${id}/close`, {}]));

  for (const verb of ['pause', 'resume'] as const) {
    group
      .command(verb)
      .argument('[class]', common.classArgument)
      .option('--all', t.all)
      .description(t[verb])
      .addHelpText('after', terminal.examples(`class ${verb} 자료구조`, `class ${verb} --all`))
      .action((reference: string | undefined, { all }: { all?: boolean }) =>
        pauseOrResume(terminal, verb, reference, all),
      );
  }
  addSessionCommands(group, terminal);
}

function addSessionCommands(group: Command, terminal: Terminal): void {
  const [t, common] = [LESSON[terminal.language], COMMON[terminal.language]];
  const parse = lessonParsers(terminal.language);
  const sessions = group.command('session').description(t.session);

  sessions
    .command('add')
    .argument('<class>', common.classArgument)
    .argument('<day>', t.dayArgument, terminal.input.day)
    .argument('<times>', t.timesArgument, parse.times)
    .description(t.addSession)
    .addHelpText('after', terminal.examples('class session add 자료구조 2026-11-30 10:00-10:50'))
    .action((reference: string, day: string, times: TimesInput) =>
      changeClass(terminal, reference, (id) => ['POST', `/api/classes/${id}/lesson-sessions`, { day, ...times }]),
    );

  sessions
    .command('remove')
    .argument('<class>', common.classArgument)
    .argument('<day>', t.dayArgument, terminal.input.day)
    .argument('<start>', t.startArgument, parse.start)
    .description(t.removeSession)
    .addHelpText('after', terminal.examples('class session remove 자료구조 2026-11-30 10:00'))
    .action(async (reference: string, day: string, start: string) => {
      const { id } = await findClass(terminal, reference);
      await terminal.owner().remove(`/api/classes/${id}/lesson-sessions/${day}T${start}`);
      show(terminal, await findClass(terminal, String(id)));
    });
}

type ClassRequest = readonly [method: 'POST' | 'PATCH', path: string, body: object];

async function changeClass(
  terminal: Terminal,
  reference: string,
  requestOf: (id: number) => ClassRequest,
): Promise<void> {
  const { id } = await findClass(terminal, reference);
  const [method, path, body] = requestOf(id);
  show(terminal, await terminal.owner().send<ClassJson>(method, path, body));
}

function show(terminal: Terminal, schoolClass: ClassJson): void {
  terminal.show(schoolClass, (each) => formatDetails(lessonDetails(each, terminal.language)));
}

async function pauseOrResume(
  terminal: Terminal,
  verb: 'pause' | 'resume',
  reference: string | undefined,
  all: boolean | undefined,
): Promise<void> {
  const t = LESSON[terminal.language];
  if ((reference === undefined) !== (all === true)) throw new CliError(EXIT.usage, t.classOrAll);
  if (reference !== undefined) {
    return changeClass(terminal, reference, (id) => ['POST', `/api/classes/${id}/${verb}`, {}]);
  }
  const answer = await terminal.owner().send<ChangedJson>('POST', `/api/classes/${verb}`, {});
  terminal.show(answer, ({ changed }) => `${verb === 'pause' ? t.paused(changed) : t.resumed(changed)}\n`);
}
