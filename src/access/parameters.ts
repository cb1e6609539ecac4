/** A parsed JSON object. */
export type JsonObject = { readonly [name: string]: unknown };

/** Why a parameter cannot be served. Each has a text of its own for the student. */
export type ParameterTrouble =
  | 'missing'
  | 'unknown'
  | 'unsupported'
  | 'not-text'
  | 'wrong-type'
  | 'both-caps'
  | 'not-streaming'
  | 'only-reasoning';

/** A name is the client's own, and is said back in the text and beside it. */
const LONGEST_PARAM = 200;

export class ParameterFault extends Error {
  override readonly name = 'ParameterFault';
  readonly trouble: ParameterTrouble;
  /** Where it is: "messages[2].content[0].type". */
  readonly param: string;
  /** What would be right, for `wrong-type`: "a positive whole number". */
  readonly expected: Expected | null;

  constructor(trouble: ParameterTrouble, param: string, expected: Expected | null = null) {
    super(`${trouble}: ${param.slice(0, LONGEST_PARAM)}`);
    this.trouble = trouble;
    this.param = param.slice(0, LONGEST_PARAM);
    this.expected = expected;
  }
}

export type Expected = 'object' | 'list' | 'text' | 'boolean' | 'positive-integer' | 'choice';

/** A request that was checked against the policy of its endpoint, ready to be priced and sent. */
export interface CheckedCall {
  /** What is sent, but for the model and the output cap. */
  readonly fields: JsonObject;
  readonly stream: boolean;
  /** The client asked for the usage event of a stream. */
  readonly showUsage: boolean;
  /** Answers asked for. */
  readonly candidates: number;
  readonly cap: {
    /** The name under which the served model takes it. */
    readonly field: string;
    /** Tokens per candidate; null when the client named none. */
    readonly asked: number | null;
  };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: unknown, param: string): JsonObject {
  if (!isObject(value)) throw new ParameterFault('wrong-type', param, 'object');
  return value;
}

export function listAt(value: unknown, param: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ParameterFault('wrong-type', param, 'list');
  return value;
}

export function positiveIntegerAt(value: unknown, param: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    throw new ParameterFault('wrong-type', param, 'positive-integer');
  }
  return value as number;
}

export function booleanAt(value: unknown, param: string): boolean {
  if (typeof value !== 'boolean') throw new ParameterFault('wrong-type', param, 'boolean');
  return value;
}

export function textAt(value: unknown, param: string): string {
  if (typeof value !== 'string') throw new ParameterFault('wrong-type', param, 'text');
  return value;
}

/** Refuses every key that is not listed: tomorrow's parameters may cost money. */
export function onlyKeys(object: JsonObject, known: ReadonlySet<string>, path: string): void {
  for (const key of Object.keys(object)) {
    if (!known.has(key)) throw new ParameterFault('unknown', path === '' ? key : `${path}.${key}`);
  }
}
