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
  | 'only-reasoning'
  | 'too-long'
  | ImageProblem
  | PictureProblem
  | SpeechProblem;

/** Of what should be drawn. */
export type ImageProblem = 'image-size' | 'image-quality' | 'image-format' | 'image-count' | 'image-stream' | 'dall-e';

/** Of a picture that is shown to a model. */
export type PictureProblem =
  | 'picture-address'
  | 'picture-type'
  | 'picture-detail'
  | 'picture-role'
  | 'picture-count'
  | 'picture-model';

/** Of what should be spoken. */
export type SpeechProblem = 'voice' | 'voice-instructions' | 'sound-events';

/** What would be right, for `wrong-type`. */
export type Expected =
  | 'object'
  | 'list'
  | 'shorter-list'
  | 'text'
  | 'text-or-list'
  | 'boolean'
  | 'number'
  | 'number-within'
  | 'integer'
  | 'positive-integer'
  | 'choice';

/** What a text about the problem needs beside the name. */
export interface ProblemValues {
  readonly max?: number;
  /** Separated by commas. */
  readonly choices?: string;
}

/** Clients choose the names of parameters, and the error repeats them. */
const MAX_PARAM_LENGTH = 200;

export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  readonly problem: ParameterProblem;
  /** Where it is: "messages[2].content[0].type". */
  readonly param: string;
  readonly expected: Expected | null;
  readonly values: ProblemValues;

  constructor(problem: ParameterProblem, param: string, expected: Expected | null = null, values: ProblemValues = {}) {
    super(`${problem}: ${param.slice(0, MAX_PARAM_LENGTH)}`);
    this.problem = problem;
    this.param = param.slice(0, MAX_PARAM_LENGTH);
    this.expected = expected;
    this.values = values;
  }
}
