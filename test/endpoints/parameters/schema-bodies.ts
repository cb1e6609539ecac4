import fc from 'fast-check';
import type {
  Field,
  ObjectSchema,
  Schema,
  TaggedSchema,
  UnionSchema,
} from '../../../src/endpoints/parameters/schema.ts';

type Json = Record<string, unknown>;

/** Bodies that a schema allows, with everything in them that it names. */
export function legal(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.is) {
    case 'text':
      return fc.string({ minLength: schema.notEmpty ? 1 : 0, maxLength: 8 });
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((any) => Math.min(Math.max(any, schema.min), schema.max));
    case 'integer':
      return fc.maxSafeInteger().map((any) => Math.min(Math.max(any, schema.min), schema.max));
    case 'choice':
      return fc.constantFrom(...schema.values);
    case 'json':
      return fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
    case 'image-url':
      return fc.base64String({ maxLength: 8 }).map((base64) => `data:image/png;base64,${base64}`);
    case 'token-inputs':
      return fc.oneof(text(), list(text()), list(fc.nat()), list(list(fc.nat())));
    case 'list':
      return fc.array(legal(schema.of), { minLength: schema.notEmpty ? 1 : 0, maxLength: Math.min(schema.max, 3) });
    case 'map':
      return fc.dictionary(fc.string({ maxLength: 5 }), legal(schema.of), { maxKeys: 3 });
    case 'object':
      return legalObject(schema);
    case 'tagged':
      return fc.oneof(...[...schema.variants].map(([tag, variant]) => legalVariant(schema, tag, variant)));
    case 'union':
      return fc.oneof(
        ...[schema.text, schema.list, schema.object].flatMap((one) => (one === null ? [] : [legal(one)])),
      );
    case 'refused':
      return fc.constant(null);
  }
}

const text = () => fc.string({ minLength: 1, maxLength: 8 });
const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 3 });

function legalObject({ fields, required }: ObjectSchema): fc.Arbitrary<Json> {
  const named = Object.fromEntries([...fields].map(([name, field]) => [name, legalField(field)]));
  return fc.record(named, { requiredKeys: [...required] });
}

function legalField({ schema, required }: Field): fc.Arbitrary<unknown> {
  if (schema === null) return fc.jsonValue({ maxDepth: 2 });
  return required ? legal(schema) : fc.oneof({ weight: 3, arbitrary: legal(schema) }, fc.constant(null));
}

function legalVariant({ tag, defaultTag }: TaggedSchema, name: unknown, variant: ObjectSchema): fc.Arbitrary<unknown> {
  return fc.tuple(legalObject(variant), fc.boolean()).map(([{ [tag]: _any, ...rest }, says]) => {
    return defaultTag === name && !says ? rest : { ...rest, [tag]: name };
  });
}

/** One thing wrong in a body that was right. */
export interface Violation {
  readonly body: unknown;
  /** Where it is, as a refusal must name it, or a place inside. */
  readonly param: string;
}

/** What looks like something stored, hosted or paid, beside plain wrong types. */
const VALUES: readonly unknown[] = [
  ...['x', '', 7, -1.5, 1e300, true, [], {}, ['x'], [null], [{ type: 'web_search' }], { type: 'web_search_preview' }],
  ...[{ file_id: 'file-1' }, { id: 'msg_1' }, { type: 'input_file', file_id: 'file-1' }, { rawJSON: '1' }],
  ...[[{ type: 'image_url', image_url: { url: 'https://a.example/cat.png' } }], { type: 'item_reference', id: 'x' }],
];
const NAMES = ['file_id', 'image_url', 'previous_response_id', 'prompt_cache_breakpoint', 'constructor', 'x', ''];
const SAYING: readonly unknown[] = ['', 'file-1', 0, 1, true, [], {}, { id: 'file-1' }, ['x']];

type Put = (value: unknown) => unknown;

/** Every single way in which this body can be made wrong, at every depth. @param put the whole body with another value here */
export function violations(value: unknown, schema: Schema, param = '', put: Put = (one) => one): Violation[] {
  const here = VALUES.filter((one) => !mayBe(one, schema)).map((one) => ({ body: put(one), param }));
  return [...(param === '' ? [] : here), ...inside(value, schema, param, put)];
}

function inside(value: unknown, schema: Schema, param: string, put: Put): Violation[] {
  switch (schema.is) {
    case 'list':
      return (value as unknown[]).flatMap((one, index) => {
        const others = (other: unknown) => put((value as unknown[]).with(index, other));
        return [
          { body: others(null), param: `${param}[${index}]` },
          ...violations(one, schema.of, `${param}[${index}]`, others),
        ];
      });
    case 'map':
      return Object.entries(value as Json).flatMap(([name, one]) =>
        violations(one, schema.of, join(param, name), (other) => put({ ...(value as Json), [name]: other })),
      );
    case 'object':
      return insideObject(value as Json, schema, param, put);
    case 'tagged':
      return insideTagged(value as Json, schema, param, put);
    case 'union':
      return inside(value, memberOf(value, schema), param, put);
    default:
      return [];
  }
}

function insideObject(value: Json, { fields, required }: ObjectSchema, param: string, put: Put): Violation[] {
  const unknown = NAMES.filter((name) => !fields.has(name)).flatMap((name) =>
    SAYING.map((nested) => ({ body: put({ ...value, [name]: nested }), param: join(param, name) })),
  );
  const missing = required.flatMap((name) => {
    const { [name]: _gone, ...rest } = value;
    return [rest, { ...rest, [name]: null }].map((one) => ({ body: put(one), param: join(param, name) }));
  });
  const wrong = [...fields].flatMap(([name, { schema }]) => {
    if (schema === null) return [];
    const withOther = (other: unknown) => put({ ...value, [name]: other });
    const nested = value[name] ?? null;
    if (nested !== null) return violations(nested, schema, join(param, name), withOther);
    return VALUES.filter((one) => !mayBe(one, schema)).map((one) => ({
      body: withOther(one),
      param: join(param, name),
    }));
  });
  return [...unknown, ...missing, ...wrong];
}

function insideTagged(value: Json, schema: TaggedSchema, param: string, put: Put): Violation[] {
  const { tag, variants, defaultTag } = schema;
  const others = ['web_search', 'file_search', 'input_audio', 'toString', '', 7, {}, []];
  const tags = others.map((one) => ({ body: put({ ...value, [tag]: one }), param: join(param, tag) }));
  const variant = variants.get(value[tag] ?? defaultTag);
  if (variant === undefined) throw new Error('not legal');
  // Without its tag, or with another's, it is another variant: not said to be wrong at the tag.
  const fields = new Map([...variant.fields].filter(([name]) => name !== tag));
  const required = variant.required.filter((name) => name !== tag);
  return [
    ...tags,
    ...insideObject(value, { ...variant, fields, required }, param, put).filter(notTag(join(param, tag))),
  ];
}

const notTag =
  (place: string) =>
  ({ param }: Violation): boolean =>
    param !== place;

function memberOf(value: unknown, { text, list, object }: UnionSchema): Schema {
  const member = typeof value === 'string' ? text : Array.isArray(value) ? list : object;
  if (member === null) throw new Error('not legal');
  return member;
}

/** May it be right there? Of lists and objects only the type is looked at: what is inside has its own turn. */
function mayBe(value: unknown, schema: Schema): boolean {
  const isObject = typeof value === 'object' && !Array.isArray(value);
  switch (schema.is) {
    case 'text':
      return typeof value === 'string' && !(schema.notEmpty && value === '');
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'integer':
      return Number.isSafeInteger(value) && (value as number) >= schema.min && (value as number) <= schema.max;
    case 'choice':
      return schema.values.has(value);
    case 'token-inputs':
      return value === 'x' || (Array.isArray(value) && value[0] === 'x');
    case 'list':
      return Array.isArray(value);
    case 'union':
      return [schema.text, schema.list, schema.object].some((one) => one !== null && mayBe(value, one));
    case 'refused':
      return false;
    default:
      return isObject;
  }
}

function join(param: string, name: string): string {
  return param === '' ? name : `${param}.${name}`;
}
