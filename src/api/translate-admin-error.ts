import type { AdminError, AdminProblem, FieldPath } from '../admin/admin-error.ts';
import { formatUsd } from '../ledger/money.ts';
import type { BillError } from '../ledger/reconciliation.ts';
import { ApiError, conflict, invalidValue, notFound } from './api-error.ts';
import { jsonPath } from './json-path.ts';
import { translateRosterProblem } from './translate-roster-problem.ts';

/** The one place that says with what the API answers each problem of src/admin. */
export function translateAdminError({ problem, path }: AdminError): ApiError {
  const param = jsonPath(path);
  const invalid = (message: string) => invalidValue(param ?? '', message);
  switch (problem.code) {
    case 'name_length':
      return invalid(`${param} must have 1 to ${problem.max} characters.`);
    case 'name_control_characters':
      return invalid(
        `${param} cannot contain line breaks, tabs, other control characters, or marks that turn the direction of text.`,
      );
    case 'name_invisible':
      return invalid(`${param} must have a visible letter, and not too many combining marks.`);
    case 'text_length':
      return invalid(`${param} can have at most ${problem.max.toLocaleString('en')} characters.`);
    case 'text_control_characters':
      return invalid(`${param} cannot contain control characters other than line breaks and tabs.`);
    case 'email_invalid':
      return invalid(`${param} must look like name@school.example, or be null.`);
    case 'student_number_invalid':
      return invalid(
        `${param} must have 1 to ${problem.max} letters, digits, dashes or dots, at least one of them a digit.`,
      );
    case 'language_unknown':
      return invalid(`${param} must be ko or en.`);
    case 'time_zone_unknown':
      return invalid(`${param} must be the name of a time zone, such as Asia/Seoul or UTC.`);
    case 'day_invalid':
      return invalid(`${param} must be a day of the calendar, written YYYY-MM-DD.`);
    case 'instant_past':
      return invalid(`${param} must be in the future.`);
    case 'amount_out_of_range':
      return invalid(`${param} must be an amount in USD from 0 to 1,000,000.`);
    case 'join_places_out_of_range':
    case 'grace_out_of_range':
      return invalid(`${param} must be a whole number from 0 to ${problem.max}.`);
    case 'model_not_allowed':
      return invalid(`allowed_models may only name what the server allows: ${problem.allowed.join(', ')}.`);
    case 'days_out_of_order':
      return invalid(`starts_on (${problem.startsOn}) cannot be after ends_on (${problem.endsOn}).`);
    case 'duplicate_period':
      return invalid(`${listOf(path)} has two limits per ${problem.period}. Keep one of them.`);
    case 'wallet_term':
      return invalid('The wallet has no term. Use day, week, month or total.');
    case 'term_without_end':
      return invalid('A term budget needs a class with an ends_on date. Give the class one, or use the period total.');
    case 'loses_end':
      return conflict(
        `ends_on cannot be null while ${termHolder(problem)} has a term budget. Remove that budget first, or keep a date.`,
        param,
      );
    case 'moves_term_budget':
      return conflict(
        'The student has a term budget, and there is no ends_on date there. Remove that budget first.',
        param,
      );
    case 'class_has_students':
      return conflict(`class ${problem.id} still has ${problem.students} student(s): move or remove them first`, param);
    case 'class_name_taken':
      return conflict(`Class ${problem.id} has this name: ${problem.name}. Use another name.`, param);
    case 'number_taken':
      return conflict(`${problem.name}, a student of the class, has this student number.`, param);
    case 'token_replaced':
      return conflict(
        `token ${problem.id} was replaced or revoked already: rotate its successor, or issue a new one`,
        param,
      );
    case 'owner_token_changed':
      return conflict('the owner token was replaced meanwhile: use the new one', param);
    case 'owner_token_is_set':
      return OWNER_TOKEN_IS_SET;
    case 'refund_zero':
      return invalid(`${param} must be above zero; close the incident instead.`);
    case 'refund_without_call':
      return conflict('this incident is not about a call: there is nothing to refund', param);
    case 'refund_complete':
      return conflict('this call was already refunded in full', param);
    case 'refund_too_large':
      return conflict(`of this call's cost, ${formatUsd(problem.left)} USD can still be refunded`, param);
    case 'range_out_of_order':
      return invalid(`from (${problem.from}) cannot be after to (${problem.to}).`);
    case 'range_too_long':
      return invalid(`At most ${problem.maxDays} days can be compared at once. Ask for fewer.`);
    case 'day_in_future':
      return invalid(`${param} (${problem.day}) is in the future.`);
    case 'admin_key_missing':
      return ADMIN_KEY_MISSING;
    case 'bill_unreadable':
      return new ApiError(502, 'bill_unreadable', BILL_ERRORS[problem.reason]);
    case 'unknown_code':
      return notFound('There is no class with this join code.', param);
    case 'class_over':
      return conflict('The term of the class is over.', param);
    case 'no_place':
      return conflict('The class has no free places.', param);
    case 'name_taken':
      return conflict('A student of the class has this name.', param);
    case 'roster_encoding':
    case 'roster_empty':
    case 'roster_too_long':
    case 'roster_no_name':
    case 'roster_column_twice':
    case 'roster_quote_open':
    case 'roster_header_inside':
    case 'roster_extra_cells':
    case 'roster_formula':
    case 'name_is_number':
    case 'number_repeated':
    case 'email_of_other':
    case 'twins_unclear':
    case 'roster_problems':
    case 'roster_twins':
    case 'roster_outdated':
      return translateRosterProblem(problem, param);
    case 'class_not_found':
      return notFound(`There is no class ${problem.id}. GET /api/classes lists them.`, param);
    case 'student_not_found':
      return notFound(`There is no student ${problem.id}. GET /api/students lists them.`, param);
    case 'token_not_found':
      return notFound(`there is no token ${problem.id}`, param);
    case 'budget_not_found':
      return notFound(`there is no budget ${problem.id}`, param);
    case 'incident_not_found':
      return notFound(`there is no incident ${problem.id}`, param);
    case 'pseudonym_unknown':
      return notFound('No student of this gateway has this pseudonym.', param);
  }
}

const OWNER_TOKEN_IS_SET = new ApiError(
  409,
  'owner_token_is_set',
  'JIGAP_OWNER_TOKEN is set on the server, and that one counts. Change the setting and start the server again.',
);

const ADMIN_KEY_MISSING = new ApiError(
  409,
  'no_admin_key',
  'OPENAI_ADMIN_KEY is not set on the server, so the provider’s bill cannot be read. Make an admin key in the provider’s settings, set it, and start the server again.',
);

const BILL_ERRORS: Readonly<Record<BillError, string>> = {
  key_refused: 'The provider refuses OPENAI_ADMIN_KEY. It must be an admin key that may read usage.',
  rate_limited: 'The provider wants fewer requests. Try again in a few minutes.',
  unreachable: 'The provider does not answer. Look at OPENAI_ADMIN_BASE_URL, or try again later.',
  unexpected: 'The provider’s answer cannot be understood. Look at OPENAI_ADMIN_BASE_URL and OPENAI_PROJECT_ID.',
};

/** ['budgets', 1, 'period'] -> "budgets". */
function listOf(path: FieldPath): string | null {
  return jsonPath(path.slice(0, -2));
}

function termHolder({ studentId }: Extract<AdminProblem, { code: 'loses_end' }>): string {
  return studentId === null ? 'the class' : `student ${studentId}`;
}
