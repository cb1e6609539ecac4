import type { Command } from 'commander';
import type { StudentJson } from '../../api/student-json.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';
import { findStudent } from './find-student.ts';
import { JOIN_REQUEST } from './join-request-texts.ts';

export function addResetPlaceCommand(group: Command, terminal: Terminal): void {
  const common = COMMON[terminal.language];
  group
    .command('reset-place')
    .argument('<student>', common.studentArgument)
    .option('--yes', common.doNotAsk)
    .description(JOIN_REQUEST[terminal.language].resetPlace)
    .addHelpText('after', terminal.examples('student reset-place 김지우 --yes'))
    .action((reference: string, { yes }: { yes?: boolean }) => resetPlace(terminal, reference, yes));
}

async function resetPlace(terminal: Terminal, reference: string, yes: boolean | undefined): Promise<void> {
  const t = JOIN_REQUEST[terminal.language];
  const { id, name } = await findStudent(terminal, reference);
  await terminal.confirm(t.askReset(plainLine(name), id), yes);
  const student = await terminal.owner().send<StudentJson>('POST', `/api/students/${id}/reset-place`, {});
  terminal.show(student, () => t.reset(plainLine(name), id));
}
