import type { Command } from 'commander';
import type { ForgottenJson } from '../../api/forgetting-routes.ts';
import { defineTexts } from '../../language/texts.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { isId } from '../input.ts';
import { plainLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { COMMON } from '../texts.ts';

const FORGET = defineTexts({
  en: {
    ofClass: 'forget the names of all students of an archived class; sums and records stay',
    ofStudent: 'forget the name of a student who was removed or is in an archived class',
    idArgument: 'the id; a removed student has no name to look for',
    noId: (text: string) => `not an id: ${text}`,
    askClass: (name: string, students: number) =>
      `Forget the names of ${students} student(s) of ${name} for good? Their sums and records stay.`,
    askStudent: (id: number, students: number) =>
      students === 0
        ? `Student ${id} is forgotten already. Go on?`
        : `Forget who student ${id} is for good? Sums and records stay.`,
    done: (students: number) => `forgot the names of ${students} student(s)`,
    notCleaned: 'some names are in unused parts of the database file until the next start of the server',
  },
  ko: {
    ofClass: '보관한 반의 모든 학생 이름 지우기. 합계와 기록은 남습니다',
    ofStudent: '삭제했거나 보관한 반에 있는 학생의 이름 지우기',
    idArgument: '학생 ID. 삭제한 학생은 이름으로 찾을 수 없습니다',
    noId: (text) => `ID가 아닙니다: ${text}`,
    askClass: (name, students) => `${name} 반 학생 ${students}명의 이름을 완전히 지울까요? 합계와 기록은 남습니다.`,
    askStudent: (id, students) =>
      students === 0
        ? `학생 ${id}번의 이름은 이미 지웠습니다. 계속할까요?`
        : `학생 ${id}번의 이름을 완전히 지울까요? 합계와 기록은 남습니다.`,
    done: (students) => `학생 ${students}명의 이름을 지웠습니다`,
    notCleaned: '서버를 다시 시작할 때까지 데이터베이스 파일의 쓰지 않는 부분에 이름이 조금 남아 있을 수 있습니다.',
  },
});

/** @param find the class that a reference names */
export function addForgetClassCommand(
  group: Command,
  terminal: Terminal,
  find: (reference: string) => Promise<{ readonly id: number; readonly name: string }>,
): void {
  const [t, common] = [FORGET[terminal.language], COMMON[terminal.language]];
  group
    .command('forget')
    .argument('<class>', common.classArgument)
    .option('--yes', common.doNotAsk)
    .description(t.ofClass)
    .addHelpText('after', terminal.examples('class forget 자료구조 --yes'))
    .action(async (reference: string, { yes }: { yes?: boolean }) => {
      const { id, name } = await find(reference);
      await forget(terminal, `/api/classes/${id}/forget`, (students) => t.askClass(plainLine(name), students), yes);
    });
}

export function addForgetStudentCommand(group: Command, terminal: Terminal): void {
  const [t, common] = [FORGET[terminal.language], COMMON[terminal.language]];
  group
    .command('forget')
    .argument('<id>', t.idArgument)
    .option('--yes', common.doNotAsk)
    .description(t.ofStudent)
    .addHelpText('after', terminal.examples('student forget 12 --yes'))
    .action(async (id: string, { yes }: { yes?: boolean }) => {
      if (!isId(id)) throw new CliError(EXIT.usage, t.noId(plainLine(id)));
      await forget(terminal, `/api/students/${id}/forget`, (students) => t.askStudent(Number(id), students), yes);
    });
}

async function forget(
  terminal: Terminal,
  path: string,
  question: (students: number) => string,
  yes: boolean | undefined,
): Promise<void> {
  const t = FORGET[terminal.language];
  const owner = terminal.owner();
  const preview = await owner.send<ForgottenJson>('POST', path, { dry_run: true });
  await terminal.confirm(question(preview.students), yes);
  const forgotten = await owner.send<ForgottenJson>('POST', path, {});
  terminal.show(forgotten, ({ students }) => `${t.done(students)}\n`);
  if (!forgotten.is_cleaned) terminal.say(t.notCleaned);
}
