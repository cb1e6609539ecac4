/** Why a parameter cannot be served. Each has a text of its own for the student. */
export type ParameterProblem =
  | 'missing'
  | 'unknown'
  | 'unsupported'
  | 'stored'
  | 'not-text'
  | 'wrong-type'
  | 'both-caps'
  | 'not-streaming'
  | 'only-reasoning';

/** What would be right, for `wrong-type`. */
export type Expected =
  | 'object'
  | 'list'
  | 'shorter-list'
  | 'text'
  | 'text-or-list'
  | 'boolean'
  | 'number'
  | 'integer'
  | 'positive-integer'
  | 'choice';

/** Clients choose the names of parameters, and the error repeats them. */
const MAX_PARAM_LENGTH = 200;

export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  readonly problem: ParameterProblem;
  /** Where it is: "messages[2].content[0].type". */
  readonly param: string;
  readonly expected: Expected | null;

  constructor(problem: ParameterProblem, param: string, expected: Expected | null = null) {
    super(`${problem}: ${param.slice(0, MAX_PARAM_LENGTH)}`);
    this.problem = problem;
    this.param = param.slice(0, MAX_PARAM_LENGTH);
    this.expected = expected;
  }
}
