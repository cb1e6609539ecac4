import type { RosterProblem } from '../admin/roster/roster-problem.ts';
import type { Texts } from '../language/texts.ts';
import { type ApiError, conflict, invalidValue } from './api-error.ts';
import { snakeCase } from './json-path.ts';

/** translateAdminError() for rosters. @param param of the row, such as "name"; null: the whole text */
export function translateRosterProblem(problem: RosterProblem, param: string | null): ApiError {
  const invalid = (texts: Texts<string>) => invalidValue(param ?? 'body', texts);
  switch (problem.code) {
    case 'roster_encoding':
      return invalid({
        en: 'The roster is no text in UTF-8, UTF-16 or CP949. Save the table as CSV and send that file.',
        ko: '명단이 UTF-8, UTF-16, CP949로 된 글이 아닙니다. 표를 CSV로 저장해 그 파일을 보내세요.',
      });
    case 'roster_empty':
      return invalid({ en: 'The roster has no students.', ko: '명단에 학생이 없습니다.' });
    case 'roster_too_long': {
      const max = problem.max.toLocaleString('en');
      return invalid({
        en: `A roster can have at most ${max} students. Split it.`,
        ko: `명단 하나에 ${max}명까지 넣을 수 있습니다. 나누어 보내세요.`,
      });
    }
    case 'roster_no_name':
      return invalid({
        en: 'No column of the roster has names. Add a header such as: name,student number,email,note.',
        ko: '명단에서 이름이 있는 열을 찾지 못했습니다. 첫 줄에 이름,학번,이메일,메모처럼 열 이름을 적으세요.',
      });
    case 'roster_column_twice':
      return invalid({
        en: `Two columns of the header are the ${snakeCase(problem.column)}. Remove or rename one.`,
        ko: `첫 줄에 ${snakeCase(problem.column)} 열이 두 개 있습니다. 하나를 지우거나 이름을 바꾸세요.`,
      });
    case 'roster_quote_open':
      return invalid({
        en: `A quotation mark that opens on line ${problem.line} is not closed.`,
        ko: `${problem.line}번째 줄에서 시작한 따옴표가 닫히지 않았습니다.`,
      });
    case 'roster_header_inside':
      return invalid({
        en: 'This line is a header, not a student. Remove it.',
        ko: '학생이 아니라 열 이름이 적힌 줄입니다. 지우세요.',
      });
    case 'roster_extra_cells':
      return invalid({
        en: 'This line has more cells than the header. Put cells with a comma into quotation marks.',
        ko: '첫 줄의 열보다 칸이 많습니다. 쉼표가 있는 칸은 따옴표로 묶으세요.',
      });
    case 'roster_formula':
      return invalid({
        en: 'This cell is a formula. Write its value.',
        ko: '수식이 들어 있는 칸입니다. 수식 대신 값을 적으세요.',
      });
    case 'name_is_number':
      return invalid({
        en: 'This name is a number, or has one in it. Put the student number into a column of its own.',
        ko: '이름이 숫자이거나 숫자가 섞여 있습니다. 학번은 따로 열을 만들어 적으세요.',
      });
    case 'number_repeated':
      return invalid({
        en: `Line ${problem.line} has the same student number.`,
        ko: `${problem.line}번째 줄과 학번이 같습니다.`,
      });
    case 'email_of_other':
      return conflict(
        {
          en: `This is the address of ${problem.name}, who has another student number.`,
          ko: `학번이 다른 ${problem.name} 학생의 이메일 주소입니다.`,
        },
        param,
      );
    case 'twins_unclear':
      return conflict(
        {
          en: 'Several students have this name. Add student numbers, so that each can be told apart.',
          ko: '이름이 같은 학생이 여럿입니다. 누구인지 알 수 있게 학번을 적으세요.',
        },
        param,
      );
    case 'roster_problems':
      return conflict({
        en: `Nothing was changed: correct ${listOf(problem.lines).en}. With dry_run=true the answer has every problem.`,
        ko: `아무것도 바꾸지 않았습니다. ${listOf(problem.lines).ko}을 고치세요. dry_run=true로 보내면 모든 문제를 볼 수 있습니다.`,
      });
    case 'roster_twins':
      return conflict({
        en: `Nothing was changed: the names on ${listOf(problem.lines).en} are those of other students. Add student numbers, or say twins=add or twins=skip.`,
        ko: `아무것도 바꾸지 않았습니다. ${listOf(problem.lines).ko}의 이름은 다른 학생과 같습니다. 학번을 적거나 twins=add, twins=skip 중에서 고르세요.`,
      });
    case 'roster_outdated':
      return conflict({
        en: 'Students of the class were changed meanwhile. Look at the preview again.',
        ko: '그사이 반의 학생이 바뀌었습니다. 미리 보기를 다시 확인하세요.',
      });
  }
}

const MAX_LISTED = 10;

function listOf(lines: readonly number[]): Texts<string> {
  const all = [...new Set(lines)];
  const listed = all.slice(0, MAX_LISTED).join(', ');
  const more = all.length - MAX_LISTED;
  return more > 0
    ? { en: `line ${listed} and ${more} more`, ko: `${listed}번째 줄 외 ${more}줄` }
    : { en: `line ${listed}`, ko: `${listed}번째 줄` };
}
