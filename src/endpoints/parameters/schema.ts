import type { Expected, ParameterProblem } from './parameter-error.ts';

/**
 * What a request may hold, as plain data: `check-schema.ts` checks bodies with it, and tests generate bodies from it. It
 * is closed: a name, a type or a value that no schema allows is refused, at every depth. Only `json` is open: JSON
 * Schemas of students' own functions, in which no name means anything to the provider.
 */
export type Schema =
  | TextSchema
  | { readonly is: 'boolean' }
  | { readonly is: 'number'; readonly min: number; readonly max: number }
  | { readonly is: 'integer'; readonly min: number; readonly max: number }
  | { readonly is: 'choice'; readonly values: ReadonlySet<unknown>; readonly problem: ParameterProblem }
  | { readonly is: 'json' }
  | { readonly is: 'token-inputs' }
  | { readonly is: 'image-url' }
  | { readonly is: 'refused'; readonly problem: ParameterProblem }
  | ListSchema
  | { readonly is: 'map'; readonly of: Schema }
  | ObjectSchema
  | TaggedSchema
  | UnionSchema;

export interface TextSchema {
  readonly is: 'text';
  readonly notEmpty: boolean;
  readonly maxCharacters?: number;
  /** Only the model reads it: it may be a LongText. */
  readonly isContent?: true;
}

export interface ListSchema {
  readonly is: 'list';
  readonly of: Schema;
  readonly max: number;
  /** An empty list counts as missing. */
  readonly notEmpty: boolean;
}

export interface ObjectSchema {
  readonly is: 'object';
  readonly fields: ReadonlyMap<string, Field>;
  readonly required: readonly string[];
  /** Unknown names are refused even with null: a future parameter may cost money by being present. */
  readonly root: boolean;
}

/** An object whose fields depend on one of them. */
export interface TaggedSchema {
  readonly is: 'tagged';
  readonly tag: string;
  readonly variants: ReadonlyMap<unknown, ObjectSchema>;
  /** The variant of an object without the tag. */
  readonly defaultTag: string | null;
  /** For tags that no variant has. */
  readonly problem: ParameterProblem;
  /** For tags with a problem of their own. */
  readonly problems: ReadonlyMap<unknown, ParameterProblem>;
}

/** One schema for each JSON type of the value. */
export interface UnionSchema {
  readonly is: 'union';
  readonly text: Schema | null;
  readonly list: Schema | null;
  readonly object: Schema | null;
  readonly expected: Expected;
  readonly problem: ParameterProblem;
}

export interface Field {
  /** null: dropped, with any value. */
  readonly schema: Schema | null;
  /** `sent`: the provider's own answers carry it. */
  readonly whenNull: 'absent' | 'sent' | 'missing';
  readonly required: boolean;
}

type Fields = Readonly<Record<string, Schema | Field>>;

export const TEXT: Schema = { is: 'text', notEmpty: false };
export const NOT_EMPTY_TEXT: Schema = { is: 'text', notEmpty: true };
/** Texts that only the model reads. */
export const CONTENT_TEXT: Schema = { is: 'text', notEmpty: false, isContent: true };
export const NOT_EMPTY_CONTENT_TEXT: Schema = { is: 'text', notEmpty: true, isContent: true };
export const BOOLEAN: Schema = { is: 'boolean' };
export const NUMBER: Schema = number(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
export const INTEGER: Schema = { is: 'integer', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
export const JSON_OBJECT: Schema = { is: 'json' };
/** A prompt of the older endpoints: a text, texts, token numbers, or lists of those. */
export const TOKEN_INPUTS: Schema = { is: 'token-inputs' };

/** @param maxCharacters code points */
export function text(rules: { readonly notEmpty: boolean; readonly maxCharacters: number }): Schema {
  return { is: 'text', ...rules };
}

/** The data URL of an image. */
export const IMAGE_URL: Schema = { is: 'image-url' };

export function number(min: number, max: number): Schema {
  return { is: 'number', min, max };
}

export function integer(min: number, max: number): Schema {
  return { is: 'integer', min, max };
}

export function choice(...values: readonly unknown[]): Schema {
  return { is: 'choice', values: new Set(values), problem: 'wrong-type' };
}

/** A choice whose other values exist and are not served. */
export function servedChoice(problem: ParameterProblem, ...values: readonly unknown[]): Schema {
  return { is: 'choice', values: new Set(values), problem };
}

export function list(of: Schema, { max = Number.POSITIVE_INFINITY, notEmpty = false } = {}): Schema {
  return { is: 'list', of, max, notEmpty };
}

export function map(of: Schema): Schema {
  return { is: 'map', of };
}

export function object(fields: Fields): ObjectSchema {
  const entries = Object.entries(fields).map(([name, one]): [string, Field] => [
    name,
    'is' in one ? optional(one) : one,
  ]);
  const required = entries.filter(([, field]) => field.required).map(([name]) => name);
  return { is: 'object', fields: new Map(entries), required, root: false };
}

/** A whole request. */
export function request(fields: Fields): ObjectSchema {
  return { ...object(fields), root: true };
}

export function tagged(
  tag: string,
  variants: Readonly<Record<string, Fields>>,
  more: Partial<Pick<TaggedSchema, 'defaultTag' | 'problem' | 'problems'>> = {},
): TaggedSchema {
  const named = Object.entries(variants).map(([name, fields]): [string, ObjectSchema] => [
    name,
    object({ [tag]: choice(name), ...fields }),
  ]);
  const { defaultTag = null, problem = 'unsupported', problems = new Map() } = more;
  return { is: 'tagged', tag, variants: new Map(named), defaultTag, problem, problems };
}

export function union(
  expected: Expected,
  { text = null, list = null, object = null }: Partial<Pick<UnionSchema, 'text' | 'list' | 'object'>>,
  problem: ParameterProblem = 'wrong-type',
): UnionSchema {
  return { is: 'union', text, list, object, expected, problem };
}

function optional(schema: Schema): Field {
  return { schema, whenNull: 'absent', required: false };
}

export function required(schema: Schema): Field {
  return { schema, whenNull: 'missing', required: true };
}

/** null is sent as it came: answers hold it, and the provider accepts it back. */
export function orNull(schema: Schema): Field {
  return { schema, whenNull: 'sent', required: false };
}

/** Known and never served: its cost has no bound, or it names data of others. null counts as missing. */
export function refused(problem: ParameterProblem): Schema {
  return { is: 'refused', problem };
}

/** Accepted and not sent: what the gateway sets itself, and what clients add for themselves. */
export const DROPPED: Field = { schema: null, whenNull: 'absent', required: false };
