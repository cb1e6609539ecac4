import { type AdminCode, AdminError, type AdminProblem, type FieldPath } from '../../../admin/admin-error.ts';
import type { Language } from '../../../language/languages.ts';
import type { Form } from '../../web/forms.ts';
import { PROBLEMS, type ProblemByCode } from './texts.ts';

/** Sentences by the names of form fields. */
export type FieldErrors = Readonly<Record<string, string>>;

/** A form that was refused: it is shown again as it was sent. */
export interface RefusedForm {
  readonly form: Form;
  readonly errors: FieldErrors;
}

/** The form field that a value came from; null: the form has no such field. */
export type FieldAt = (path: FieldPath) => string | null;

export type Attempt<Result> = { readonly done: Result } | { readonly errors: FieldErrors };

/**
 * Does what a form asks for. What the rules refuse becomes a sentence at its field.
 * @throws any other error, and a refusal that is about no field of this form
 */
export async function attempt<Result>(
  language: Language,
  fieldAt: FieldAt,
  act: () => Promise<Result>,
): Promise<Attempt<Result>> {
  try {
    return { done: await act() };
  } catch (error) {
    const field = error instanceof AdminError ? fieldAt(error.path) : null;
    if (!(error instanceof AdminError) || field === null) throw error;
    return { errors: { [field]: problemText(language, error.problem) } };
  }
}

/** For forms whose fields are those of a domain object: by the first name of the path. */
export function fieldsNamed(fields: Readonly<Record<string, string>>): FieldAt {
  return ([name]) => fields[String(name)] ?? null;
}

export function problemText(language: Language, problem: AdminProblem): string {
  return textOf(language, problem.code, problem);
}

function textOf<Code extends AdminCode>(language: Language, code: Code, problem: ProblemByCode[Code]): string {
  const texts: { readonly [Each in AdminCode]: (each: ProblemByCode[Each]) => string } = PROBLEMS[language];
  return texts[code](problem);
}
