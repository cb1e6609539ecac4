import type { SchemaObject } from './api-document.ts';

/** One line of the reference. */
export interface SchemaField {
  /** With the fields around it: "budgets[].limit_usd". */
  readonly path: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string | null;
}

/** Every field of a schema at every depth, each before what is in it; what two lists have in common is told once. */
export function fieldsOf(schema: SchemaObject): SchemaField[] {
  return fieldsAround(schema, '', new Map());
}

/** @param lists that were told, by their items */
function fieldsAround(schema: SchemaObject, around: string, lists: Map<string, string>): SchemaField[] {
  const { properties = {}, required = [], items, additionalProperties } = withoutNull(schema);
  const own = Object.entries(properties).flatMap(([name, field]) => {
    const path = around === '' ? name : `${around}.${name}`;
    const told = toldBefore(path, field, lists);
    const one = fieldOf(path, field, required.includes(name));
    if (told === null) return [one, ...fieldsAround(field, path, lists)];
    return [{ ...one, description: `${one.description === null ? '' : `${one.description} `}As in ${told}.` }];
  });
  const named =
    typeof additionalProperties === 'object' ? fieldsAround(additionalProperties, `${around}.*`, lists) : [];
  return [...own, ...named, ...(items === undefined ? [] : fieldsAround(items, `${around}[]`, lists))];
}

/** The list of the same objects that stands before; null: there is none. */
function toldBefore(path: string, schema: SchemaObject, lists: Map<string, string>): string | null {
  const { items } = withoutNull(schema);
  if (items?.properties === undefined) return null;
  const key = JSON.stringify(items.properties);
  const told = lists.get(key) ?? null;
  if (told === null) lists.set(key, path);
  return told;
}

function fieldOf(path: string, schema: SchemaObject, isRequired: boolean): SchemaField {
  const description = schema.description ?? withoutNull(schema).description ?? null;
  return { path, type: typeOf(schema), isRequired, description };
}

/** "integer, 0 or more", "list of strings, at most 1000", `"ko" or "en"`, "string or null". */
export function typeOf(schema: SchemaObject): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  return [nameOfType(schema), ...boundsOf(schema)].join(', ');
}

function nameOfType({ type, items, additionalProperties }: SchemaObject): string {
  if (type === 'array')
    return items?.type === undefined || items.enum !== undefined ? 'list' : `list of ${items.type}s`;
  if (type === 'object' && typeof additionalProperties === 'object') return 'object with any names';
  return type ?? 'anything';
}

function boundsOf({ minimum, maximum, maxItems, maxProperties }: SchemaObject): string[] {
  const most = maxItems ?? maxProperties;
  return [
    ...(minimum !== undefined && maximum !== undefined ? [`${minimum} to ${maximum}`] : []),
    ...(minimum !== undefined && maximum === undefined ? [`${minimum} or more`] : []),
    ...(minimum === undefined && maximum !== undefined ? [`at most ${maximum}`] : []),
    ...(most === undefined ? [] : [`at most ${most}`]),
  ];
}

/** The schema of what a field holds when it is not null. */
function withoutNull(schema: SchemaObject): SchemaObject {
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
}
