import type { JsonObject } from '../../../src/upstream/json/json-object.ts';
import { type FunctionTool, listOf, membersOf, schemaOf } from './function-tools.ts';

/**
 * Writes functions as OpenAI says that its models get them: types of TypeScript in a namespace. Descriptions, and
 * everything without a type, are comments.
 */
export interface TypeScriptStyle {
  readonly indent: string;
  readonly value: (value: unknown) => string;
}

export function writeFunctions(tools: readonly FunctionTool[], style: TypeScriptStyle): string {
  const types = tools.map(({ name, description, parameters }) => {
    const heading = commentLines(description, '');
    return `${heading}type ${name} = (${parameters === undefined ? '' : `_: ${writeType(parameters, style, 0)}`}) => any;`;
  });
  return types.join('\n\n');
}

/** What a comment says of a schema, by the names of its fields. */
const TYPED = new Set([
  'type',
  'properties',
  'required',
  'items',
  'enum',
  'anyOf',
  'oneOf',
  'allOf',
  'description',
  'examples',
]);

export function writeType(value: unknown, style: TypeScriptStyle, depth: number): string {
  const schema = schemaOf(value);
  const variants = [...listOf(schema.anyOf), ...listOf(schema.oneOf), ...listOf(schema.allOf)];
  if (variants.length > 0) {
    const line = `\n${style.indent.repeat(depth)} | `;
    return variants.map((one) => `${line}${writeType(one, style, depth)}${endComment(one, style)}`).join('');
  }
  if (Array.isArray(schema.enum)) return schema.enum.map(style.value).join(' | ');
  if (!Array.isArray(schema.type)) return writeTyped(schema, schema.type, style, depth);
  return [...new Set(schema.type)].map((type) => writeTyped(schema, type, style, depth)).join(' | ');
}

/** Of several types each says its own part, so that nothing is written twice. */
function writeTyped(schema: JsonObject, type: unknown, style: TypeScriptStyle, depth: number): string {
  const untyped = type === undefined;
  if (schema.properties !== undefined && (untyped || type === 'object')) {
    return writeObject(schema.properties, listOf(schema.required), style, depth);
  }
  if (schema.items !== undefined && (untyped || type === 'array')) return `${writeType(schema.items, style, depth)}[]`;
  if (type === 'integer') return 'number';
  return typeof type === 'string' ? type : 'any';
}

function writeObject(properties: unknown, required: readonly unknown[], style: TypeScriptStyle, depth: number): string {
  const indent = style.indent.repeat(depth);
  const lines = membersOf(properties).map(([name, property]) => {
    const { description, examples } = schemaOf(property);
    const shown = listOf(examples).map((example) => `${indent}// - ${style.value(example)}\n`);
    const heading = shown.length === 0 ? '' : `${indent}// Examples:\n${shown.join('')}`;
    const mark = required.includes(name) ? '' : '?';
    const type = writeType(property, style, depth + 1);
    return `${commentLines(description, indent)}${heading}${indent}${name}${mark}: ${type},${endComment(property, style)}`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

/** Defaults, limits, patterns and what else a schema says. */
function endComment(property: unknown, style: TypeScriptStyle): string {
  const rest = membersOf(property).filter(([name]) => !TYPED.has(name));
  return rest.length === 0 ? '' : ` // ${rest.map(([name, value]) => `${name}: ${style.value(value)}`).join(', ')}`;
}

/** All that Python's splitlines() knows. */
const LINE_BREAKS = ['\r\n', ...'\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029'];

/** A description may have lines of its own. */
function commentLines(description: unknown, indent: string): string {
  if (typeof description !== 'string') return '';
  const lines = LINE_BREAKS.reduce((parts, end) => parts.flatMap((part) => part.split(end)), [description]);
  return lines.map((line) => `${indent}// ${line}\n`).join('');
}
