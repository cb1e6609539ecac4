import { isLongerThan } from '../../ledger/speech-characters.ts';
import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';
import { isText, LongText } from '../../upstream/json/long-text.ts';
import { isImageDataUrl } from './image-url.ts';
import { type Expected, ParameterError, type ParameterProblem } from './parameter-error.ts';
import type { Field, ListSchema, ObjectSchema, Schema, TaggedSchema, TextSchema, UnionSchema } from './schema.ts';
import { checkInputs } from './token-inputs.ts';

/** Names and indexes from the top to the checked value; formatted only for an error. */
type Path = (string | number)[];

/** In place of a value: the field is not sent. */
const DROPPED = Symbol('dropped');

/**
 * Checks a whole request. Returns what is sent of it: the same objects, copied only where something is dropped.
 * @throws ParameterError at the first value that the schema does not allow
 */
export function checkSchema(request: JsonObject, schema: ObjectSchema): Record<string, unknown> {
  return { ...checkObject(request, schema, []) };
}

function check(value: unknown, schema: Schema, path: Path): unknown {
  switch (schema.is) {
    case 'text':
      return value instanceof LongText && schema.isContent ? value : checkText(value, schema, path);
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw errorAt('wrong-type', path, 'boolean');
    case 'number':
      if (typeof value !== 'number') throw errorAt('wrong-type', path, 'number');
      if (value < schema.min || value > schema.max) throw errorAt('wrong-type', path, 'number-within');
      return value;
    case 'integer':
      if (Number.isSafeInteger(value) && (value as number) >= schema.min && (value as number) <= schema.max)
        return value;
      throw errorAt('wrong-type', path, schema.min > 0 ? 'positive-integer' : 'integer');
    case 'choice':
      if (schema.values.has(value)) return value;
      throw errorAt(schema.problem, path, 'choice');
    case 'json':
      if (isObject(value) && !isRawNumber(value)) return value;
      throw errorAt('wrong-type', path, 'object');
    case 'token-inputs':
      checkInputs(value, formatPath(path));
      return value;
    case 'image-url':
      checkImageUrl(value, path);
      return value;
    case 'refused':
      throw errorAt(schema.problem, path);
    case 'list':
      return checkList(value, schema, path);
    case 'map':
      return checkMap(value, schema.of, path);
    case 'object':
      return checkObject(value, schema, path);
    case 'tagged':
      return checkTagged(value, schema, path);
    case 'union':
      return checkUnion(value, schema, path);
  }
}

function checkText(value: unknown, { notEmpty, maxCharacters }: TextSchema, path: Path): string {
  if (!isText(value)) throw errorAt('wrong-type', path, 'text');
  const text = String(value);
  if (notEmpty && text === '') throw errorAt('missing', path);
  checkLength(text, maxCharacters, path);
  return text;
}

function checkObject(value: unknown, { fields, required, root }: ObjectSchema, path: Path): JsonObject {
  if (!isObject(value)) throw errorAt('wrong-type', path, 'object');
  let copy: Record<string, unknown> | null = null;
  for (const name in value) {
    path.push(name);
    const given = value[name];
    const field = fields.get(name);
    const sent = field === undefined ? unknownField(given, root, path) : checkField(given, field, path);
    path.pop();
    if (copy === null && sent !== given) copy = fieldsBefore(value, name);
    if (copy !== null && sent !== DROPPED) copy[name] = sent;
  }
  for (const name of required) {
    if (!(name in value)) throw errorAt('missing', [...path, name]);
  }
  return copy ?? value;
}

function checkField(value: unknown, { schema, whenNull }: Field, path: Path): unknown {
  if (schema === null) return DROPPED;
  if (value !== null) return check(value, schema, path);
  if (whenNull === 'missing') throw errorAt('missing', path);
  return whenNull === 'sent' ? null : DROPPED;
}

/** Inside a parameter, an unknown name with null or false means nothing: newer clients send such. */
function unknownField(value: unknown, root: boolean, path: Path): typeof DROPPED {
  if (!root && (value === null || value === false)) return DROPPED;
  throw errorAt('unknown', path);
}

function fieldsBefore(value: JsonObject, end: string): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const name in value) {
    if (name === end) break;
    copy[name] = value[name];
  }
  return copy;
}

function checkList(value: unknown, { of, max, notEmpty }: ListSchema, path: Path): readonly unknown[] {
  if (!Array.isArray(value)) throw errorAt('wrong-type', path, 'list');
  if (value.length > max) throw errorAt('wrong-type', path, 'shorter-list');
  if (notEmpty && value.length === 0) throw errorAt('missing', path);
  let copy: unknown[] | null = null;
  for (let index = 0; index < value.length; index++) {
    path.push(index);
    const sent = check(value[index], of, path);
    path.pop();
    if (copy === null && sent !== value[index]) copy = value.slice(0, index);
    if (copy !== null) copy.push(sent);
  }
  return copy ?? value;
}

/** The client chooses the names; nothing inside is dropped. */
function checkMap(value: unknown, of: Schema, path: Path): JsonObject {
  if (!isObject(value)) throw errorAt('wrong-type', path, 'object');
  for (const name in value) {
    path.push(name);
    check(value[name], of, path);
    path.pop();
  }
  return value;
}

function checkTagged(value: unknown, schema: TaggedSchema, path: Path): JsonObject {
  if (!isObject(value)) throw errorAt('wrong-type', path, 'object');
  const tag = value[schema.tag] ?? schema.defaultTag;
  const variant = schema.variants.get(tag);
  if (variant === undefined) throw errorAt(schema.problems.get(tag) ?? schema.problem, [...path, schema.tag], 'choice');
  return checkObject(value, variant, path);
}

function checkUnion(value: unknown, { text, list, object, expected, problem }: UnionSchema, path: Path): unknown {
  const schema = isText(value) ? text : Array.isArray(value) ? list : isObject(value) ? object : null;
  if (schema === null) throw errorAt(problem, path, expected);
  return check(value, schema, path);
}

function checkLength(text: string, max: number | undefined, path: Path): void {
  if (max !== undefined && isLongerThan(text, max))
    throw new ParameterError('too-long', formatPath(path), null, { max });
}

function checkImageUrl(value: unknown, path: Path): void {
  if (!isText(value)) throw errorAt('wrong-type', path, 'text');
  if (isImageDataUrl(value)) return;
  throw errorAt(/^\s*data:/i.test(String(value).slice(0, 100)) ? 'picture-type' : 'picture-address', path);
}

/** An integer whose digits JavaScript has no number for; see gateway/body/read-json.ts. */
function isRawNumber(value: JsonObject): boolean {
  return 'rawJSON' in value && Object.getPrototypeOf(value) === null;
}

function errorAt(problem: ParameterProblem, path: Path, expected: Expected | null = null): ParameterError {
  return new ParameterError(problem, formatPath(path), expected);
}

/** "messages[2].content[0].type". */
function formatPath(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}
