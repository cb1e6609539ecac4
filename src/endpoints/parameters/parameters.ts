/** A parsed JSON object. */
export type JsonObject = { readonly [name: string]: unknown };

/** Why a parameter cannot be served. Each has a text of its own for the student. */
export type ParameterTrouble =
  | 'missing'
  | 'unknown'
  | 'unsupported'
  | 'stored'
  | 'not-text'
  | 'wrong-type'
  | 'both-caps'
  | 'not-streaming'
  | 'only-reasoning';

/** A name is the client's own, and is said back in the text and beside it. */
const MAX_PARAM = 200;

export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  readonly trouble: ParameterTrouble;
  /** Where it is: "messages[2].content[0].type". */
  readonly param: string;
  /** What would be right, for `wrong-type`: "a positive whole number". */
  readonly expected: Expected | null;

  constructor(trouble: ParameterTrouble, param: string, expected: Expected | null = null) {
    super(`${trouble}: ${param.slice(0, MAX_PARAM)}`);
    this.trouble = trouble;
    this.param = param.slice(0, MAX_PARAM);
    this.expected = expected;
  }
}

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

/** A request that was checked against the policy of its endpoint, ready to be priced and sent. */
export interface CheckedCall {
  /** What is sent, but for the model and the output cap. */
  readonly fields: JsonObject;
  readonly stream: boolean;
  /** The client asked for the usage event of a stream. */
  readonly showUsage: boolean;
  /** Separate texts in the request: each may fill the model's window. */
  readonly inputs: number;
  /** Answers asked for, over all inputs. */
  readonly candidates: number;
  /** Some of them are billed and never shown. */
  readonly hidesCandidates?: boolean;
  /** null where there is no output to pay for. */
  readonly cap: OutputCap | null;
}

export interface OutputCap {
  /** The name under which the served model takes it. */
  readonly field: string;
  /** Tokens per candidate; null when the client named none. */
  readonly asked: number | null;
  /** What the client wrote, where the provider takes no such number and `asked` is the nearest that it does. */
  readonly named?: number;
  /** What a client who names none gets, where that is not the model's default. */
  readonly otherwise?: number;
  /** The provider takes none below this. */
  readonly lowest?: number;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function positiveIntegerAt(value: unknown, param: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    throw new ParameterError('wrong-type', param, 'positive-integer');
  }
  return value as number;
}

/** The cap that a client named, brought within what the model can give. */
export function namedCap(value: unknown, param: string, most: number, least = 1): Pick<OutputCap, 'asked' | 'named'> {
  if (value === null || value === undefined) return { asked: null };
  const named = positiveIntegerAt(value, param);
  return { asked: Math.min(Math.max(named, least), most), named };
}
