import { isObject, type JsonObject } from '../json/json-object.ts';
import { excerpt, searchedPart, topicOf } from './words.ts';

/** What an instance may be flavoured with. */
export interface SchemaFlavour {
  /** The user's words: numbers, names and enum members found in them are used. */
  readonly text: string;
  /** Put before every free string, so that the instance says what it is; may be empty. */
  readonly label: string;
}

interface Draft {
  readonly root: unknown;
  readonly flavour: SchemaFlavour;
  /** Numbers in the user's words that have not been used yet. */
  readonly numbers: number[];
  nodesLeft: number;
}

/** A schema comes from a student: these keep a hostile one (recursive, huge minItems) from costing time or memory. */
const MAX_NODES = 2000;
const MAX_DEPTH = 32;
const MAX_ITEMS = 100;
const MAX_PADDING = 1000;
const MAX_REFS = 10;
/** Below this depth only what is required is filled in, so that recursive schemas end. */
const GENEROUS_DEPTH = 5;

const FORMATS: ReadonlyMap<string, string> = new Map([
  ['date-time', '2026-01-01T09:00:00Z'],
  ['date', '2026-01-01'],
  ['time', '09:00:00Z'],
  ['duration', 'PT1H'],
  ['email', 'demo@example.com'],
  ['uri', 'https://example.com/demo'],
  ['hostname', 'example.com'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uuid', '00000000-0000-4000-8000-000000000000'],
]);

/**
 * A plausible instance of a JSON schema. `pattern`, `not`, `if` and `uniqueItems` are ignored; beyond the limits
 * above the instance is cut short with nulls.
 */
export function plausibleInstance(schema: unknown, flavour: SchemaFlavour): unknown {
  const numbers = (excerpt(flavour.text).match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  return instance({ root: schema, flavour, numbers, nodesLeft: MAX_NODES }, schema, 'value', 0);
}

function instance(draft: Draft, schema: unknown, name: string, depth: number): unknown {
  if (draft.nodesLeft-- <= 0 || depth > MAX_DEPTH) return null;
  const node = resolved(draft.root, schema);
  if (!isObject(node)) return node === false ? null : stringFor(draft, {}, name);
  const fixed = fixedValue(draft, node);
  if (fixed !== undefined) return fixed;
  const variant = variantOf(node, depth);
  if (variant !== undefined) return instance(draft, variant, name, depth + 1);
  switch (typeOf(node)) {
    case 'object':
      return objectFor(draft, node, depth);
    case 'array':
      return arrayFor(draft, node, name, depth);
    case 'number':
      return numberFor(draft, node, 0);
    case 'integer':
      return numberFor(draft, node, 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return stringFor(draft, node, name);
  }
}

/** Follows local references and folds `allOf` into one node. */
function resolved(root: unknown, schema: unknown): unknown {
  let node = schema;
  for (let refs = 0; isObject(node) && typeof node.$ref === 'string'; refs++) {
    node = refs < MAX_REFS ? pointed(root, node.$ref) : null;
  }
  if (!isObject(node) || !Array.isArray(node.allOf)) return node;
  const parts = [node, ...node.allOf.map((part: unknown) => (isObject(part) ? follow(root, part) : {}))];
  return {
    ...Object.assign({}, ...parts),
    allOf: undefined,
    properties: Object.assign({}, ...parts.map((part) => (isObject(part.properties) ? part.properties : {}))),
    required: parts.flatMap((part) => (Array.isArray(part.required) ? part.required : [])),
  };
}

function follow(root: unknown, part: JsonObject): JsonObject {
  const node = typeof part.$ref === 'string' ? pointed(root, part.$ref) : part;
  return isObject(node) ? node : {};
}

function pointed(root: unknown, ref: string): unknown {
  if (!ref.startsWith('#')) return null;
  let node = root;
  for (const step of ref.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return null;
    node = Reflect.get(node, key);
  }
  return node;
}

function fixedValue(draft: Draft, node: JsonObject): unknown {
  if (node.const !== undefined) return node.const;
  if (Array.isArray(node.enum) && node.enum.length > 0) {
    const spoken = searchedPart(draft.flavour.text);
    const mentioned = node.enum.find((member) => typeof member === 'string' && spoken.includes(member.toLowerCase()));
    return mentioned ?? node.enum[0];
  }
  return node.default;
}

function variantOf(node: JsonObject, depth: number): unknown {
  const options: unknown = node.anyOf ?? node.oneOf;
  if (!Array.isArray(options) || options.length === 0 || node.properties !== undefined) return undefined;
  const isNull = (option: unknown) => isObject(option) && option.type === 'null';
  const isReference = (option: unknown) => isObject(option) && option.$ref !== undefined;
  if (depth < GENEROUS_DEPTH) return options.find((option) => !isNull(option)) ?? options[0];
  // A reference may lead round in a circle; the other options end.
  return options.find(isNull) ?? options.find((option) => !isReference(option)) ?? options[0];
}

function typeOf(node: JsonObject): unknown {
  const type: unknown = Array.isArray(node.type) ? node.type.find((each) => each !== 'null') : node.type;
  if (type !== undefined) return type;
  if (node.properties !== undefined || node.required !== undefined) return 'object';
  return node.items === undefined && node.prefixItems === undefined ? 'string' : 'array';
}

function objectFor(draft: Draft, node: JsonObject, depth: number): JsonObject {
  const properties = isObject(node.properties) ? node.properties : {};
  const required = (Array.isArray(node.required) ? node.required : []).filter((name) => typeof name === 'string');
  const names = depth < GENEROUS_DEPTH ? new Set([...Object.keys(properties), ...required]) : new Set(required);
  const entries: [string, unknown][] = [];
  for (const name of names) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : true;
    entries.push([name, instance(draft, schema, name, depth + 1)]);
  }
  return Object.fromEntries(entries);
}

function arrayFor(draft: Draft, node: JsonObject, name: string, depth: number): unknown[] {
  const leading: unknown[] = Array.isArray(node.prefixItems) ? node.prefixItems : [];
  const least = finiteOr(node.minItems, 0);
  const wanted = depth < GENEROUS_DEPTH ? Math.max(least, leading.length, node.items === false ? 0 : 1) : least;
  const length = Math.min(wanted, finiteOr(node.maxItems, MAX_ITEMS), MAX_ITEMS);
  return Array.from({ length }, (_, index) => {
    const schema = index < leading.length ? leading[index] : (node.items ?? true);
    return instance(draft, schema, name, depth + 1);
  });
}

function numberFor(draft: Draft, node: JsonObject, unit: number): number {
  const step = Math.max(finiteOr(node.multipleOf, unit), 0);
  const low = finiteOr(node.minimum, Number.NEGATIVE_INFINITY);
  const high = finiteOr(node.maximum, Number.POSITIVE_INFINITY);
  const above = finiteOr(node.exclusiveMinimum, Number.NEGATIVE_INFINITY);
  const below = finiteOr(node.exclusiveMaximum, Number.POSITIVE_INFINITY);
  const fits = (value: number) =>
    Number.isFinite(value) && value >= low && value <= high && value > above && value < below;
  const onStep = (value: number) =>
    (step === 0 || Number.isInteger(value / step)) && (unit === 0 || Number.isInteger(value));
  const spoken = draft.numbers.findIndex((value) => fits(value) && onStep(value));
  if (spoken >= 0) return draft.numbers.splice(spoken, 1)[0] ?? 0;
  const floor = Math.max(low, above);
  const ceiling = Math.min(high, below);
  const first = step === 0 ? floor : Math.ceil(floor / step) * step;
  const last = step === 0 ? ceiling : Math.floor(ceiling / step) * step;
  const tries = [1, step, 0, first, first + (step || 1), last, last - (step || 1), (floor + ceiling) / 2];
  return tries.find((value) => fits(value) && onStep(value)) ?? 0;
}

function stringFor(draft: Draft, node: JsonObject, name: string): string {
  const formatted = typeof node.format === 'string' ? FORMATS.get(node.format) : undefined;
  if (formatted !== undefined) return formatted;
  const { label, text } = draft.flavour;
  const value = `${label}${spokenFor(name, text) ?? (label === '' ? `demo ${name}` : name)}`;
  const least = Math.min(finiteOr(node.minLength, 0), MAX_PADDING);
  const points = Array.from(value.padEnd(least, '.'));
  return points.slice(0, finiteOr(node.maxLength, points.length)).join('');
}

/** Words of the user that suit a field of this name, if any. */
function spokenFor(name: string, text: string): string | null {
  if (/query|question|prompt|message|input|expression|text/i.test(name)) return excerpt(text) || null;
  return /city|location|place|country|name|topic|subject/i.test(name) ? topicOf(text) : null;
}

function finiteOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
