import type { RosterProblem } from '../../../admin/roster/roster-problem.ts';
import { defineTexts } from '../../../language/texts.ts';

type RosterTexts = {
  readonly [Code in RosterProblem['code']]: (problem: Extract<RosterProblem, { readonly code: Code }>) => string;
};

export const ROSTER_PROBLEMS = defineTexts({
  en: {
    roster_encoding: () =>
      'This is not text in UTF-8 or CP949. Save the table as CSV, or copy its cells and paste them.',
    roster_empty: () => 'Paste at least one student.',
    roster_too_long: ({ max }) => `A roster can have at most ${count(max)} students. Split it.`,
    roster_no_name: () => 'No column has names. Add a first line such as: name, student number, email, note.',
    roster_column_twice: () => 'Two columns of the first line mean the same. Remove or rename one of them.',
    roster_quote_open: ({ line }) => `A quotation mark that opens on line ${line} is not closed.`,
    roster_header_inside: () => 'This line names columns, not a student. Remove it.',
    roster_extra_cells: () => 'There are more cells than columns. Put a cell that has a comma into quotation marks.',
    roster_formula: () => 'This cell is a formula. Write its value.',
    name_is_number: () => 'This is a number, or has one in it. Put the student number into a column of its own.',
    number_repeated: ({ line }) => `Line ${line} has the same student number.`,
    email_of_other: ({ name }) => `This is the address of ${name}, who has another student number.`,
    twins_unclear: () => 'Several students have this name. Add student numbers, so that each can be told apart.',
    roster_problems: () => 'Nothing was changed. Correct the lines below first.',
    roster_twins: () => 'Nothing was changed. Some names are those of other students.',
    roster_outdated: () => 'The class or the list changed after the preview. Nothing was changed: look at it again.',
  } satisfies RosterTexts,
  ko: {
    roster_encoding: () => 'UTF-8이나 CP949로 된 글이 아니에요. 표를 CSV로 저장하거나, 칸을 복사해 붙여 넣어 주세요.',
    roster_empty: () => '학생을 한 명 이상 붙여 넣어 주세요.',
    roster_too_long: ({ max }) => `명단 하나에 ${count(max)}명까지 넣을 수 있어요. 나누어 넣어 주세요.`,
    roster_no_name: () => '이름이 있는 열을 찾지 못했어요. 첫 줄에 이름, 학번, 이메일, 메모처럼 열 이름을 적어 주세요.',
    roster_column_twice: () => '첫 줄에 같은 뜻의 열이 두 개 있어요. 하나를 지우거나 이름을 바꿔 주세요.',
    roster_quote_open: ({ line }) => `${line}번째 줄에서 시작한 따옴표가 닫히지 않았어요.`,
    roster_header_inside: () => '학생이 아니라 열 이름이 적힌 줄이에요. 지워 주세요.',
    roster_extra_cells: () => '열보다 칸이 많아요. 쉼표가 있는 칸은 따옴표로 묶어 주세요.',
    roster_formula: () => '수식이 들어 있어요. 수식 대신 값을 적어 주세요.',
    name_is_number: () => '이름이 숫자이거나 숫자가 섞여 있어요. 학번은 따로 열을 만들어 적어 주세요.',
    number_repeated: ({ line }) => `${line}번째 줄과 학번이 같아요.`,
    email_of_other: ({ name }) => `학번이 다른 ${name} 학생의 이메일 주소예요.`,
    twins_unclear: () => '이름이 같은 학생이 여럿이에요. 누구인지 알 수 있게 학번을 적어 주세요.',
    roster_problems: () => '아무것도 바뀌지 않았어요. 아래 줄을 먼저 고쳐 주세요.',
    roster_twins: () => '아무것도 바뀌지 않았어요. 다른 학생과 이름이 같은 줄이 있어요.',
    roster_outdated: () => '미리 본 뒤에 반이나 명단이 바뀌었어요. 아무것도 바꾸지 않았으니 다시 확인해 주세요.',
  },
});

function count(value: number): string {
  return value.toLocaleString('en-US');
}
