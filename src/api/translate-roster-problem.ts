import type { RosterProblem } from '../admin/roster/roster-problem.ts';
import { type ApiError, conflict, invalidValue } from './api-error.ts';
import { snakeCase } from './json-path.ts';

/** translateAdminError() for rosters. @param param of the row, such as "name"; null: the whole text */
export function translateRosterProblem(problem: RosterProblem, param: string | null): ApiError {
  const invalid = (message: string) => invalidValue(param ?? 'body', message);
  switch (problem.code) {
    case 'roster_encoding':
      return invalid('The roster is no text in UTF-8, UTF-16 or CP949. Save the table as CSV and send that file.');
    case 'roster_empty':
      return invalid('The roster has no students.');
    case 'roster_too_long':
      return invalid(`A roster can have at most ${problem.max.toLocaleString('en')} students. Split it.`);
    case 'roster_no_name':
      return invalid('No column of the roster has names. Add a header such as: name,student number,email,note.');
    case 'roster_column_twice':
      return invalid(`Two columns of the header are the ${snakeCase(problem.column)}. Remove or rename one.`);
    case 'roster_quote_open':
      return invalid(`A quotation mark that opens on line ${problem.line} is not closed.`);
    case 'roster_header_inside':
      return invalid('This line is a header, not a student. Remove it.');
    case 'roster_extra_cells':
      return invalid('This line has more cells than the header. Put cells with a comma into quotation marks.');
    case 'roster_formula':
      return invalid('This cell is a formula. Write its value.');
    case 'name_is_number':
      return invalid('This name is a number, or has one in it. Put the student number into a column of its own.');
    case 'number_repeated':
      return invalid(`Line ${problem.line} has the same student number.`);
    case 'email_of_other':
      return conflict(`This is the address of ${problem.name}, who has another student number.`, param);
    case 'twins_unclear':
      return conflict('Several students have this name. Add student numbers, so that each can be told apart.', param);
    case 'roster_problems':
      return conflict(
        `Nothing was changed: correct line ${listOf(problem.lines)}. With dry_run=true the answer has every problem.`,
        null,
      );
    case 'roster_twins':
      return conflict(
        `Nothing was changed: the names on line ${listOf(problem.lines)} are those of other students. Add student numbers, or say twins=add or twins=skip.`,
        null,
      );
    case 'roster_outdated':
      return conflict('Students of the class were changed meanwhile. Look at the preview again.', null);
  }
}

const MAX_LISTED = 10;

function listOf(lines: readonly number[]): string {
  const all = [...new Set(lines)];
  const more = all.length - MAX_LISTED;
  return more > 0 ? `${all.slice(0, MAX_LISTED).join(', ')} and ${more} more` : all.join(', ');
}
