import { isObject, type JsonObject } from '../json/json-object.ts';
import type { DemoMessage } from './request.ts';

/** A prompt of a megabyte must not be searched whole for every call. */
const MAX_SEARCHED_UNITS = 64 * 1024;
/** A brace that opens nothing makes the search start again behind it; a text of braces must not cost its square. */
const MAX_STARTS = 32;
const WRAPPERS = ['schema', 'json_schema', 'function'] as const;
const KEYWORDS = ['properties', '$defs', 'definitions', 'items', 'enum', 'anyOf', 'oneOf', 'allOf', '$ref'] as const;
const TYPES: ReadonlySet<unknown> = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean']);

/** Roles whose words may request JSON. A user who only mentions a schema wants an answer in words. */
const INSTRUCTION_ROLES: ReadonlySet<string> = new Set(['system', 'developer']);
const REQUEST_ROLES: ReadonlySet<string> = new Set([...INSTRUCTION_ROLES, 'user']);

/**
 * The JSON Schema that the prompt asks for an instance of: frameworks write it into the system's text for models that
 * have no structured outputs. The last of several counts, because examples come first.
 * @param isJson the body asks for a JSON object, so that the user's words may say which
 */
export function schemaInPrompt(messages: readonly DemoMessage[], isJson: boolean): JsonObject | null {
  const roles = isJson ? REQUEST_ROLES : INSTRUCTION_ROLES;
  const texts = messages.filter(({ role }) => roles.has(role)).map(({ text }) => text);
  const text = texts.join('\n').slice(0, MAX_SEARCHED_UNITS);
  if (!/json/i.test(text)) return null;
  return (
    objectsIn(text)
      .map(schemaOf)
      .findLast((schema) => schema !== null) ?? null
  );
}

/** An object that is a schema, or names itself one in a wrapper: {"name", "schema"}, {"json_schema": {"schema"}}. */
function schemaOf(value: JsonObject): JsonObject | null {
  for (const name of WRAPPERS) {
    const inner = value[name];
    if (isObject(inner) && value.properties === undefined) return schemaOf(inner);
  }
  const isSchema = TYPES.has(value.type) ? KEYWORDS.some((word) => word in value) : isObject(value.properties);
  return isSchema ? value : null;
}

/** The JSON objects that stand in a text, outermost ones only. */
function objectsIn(text: string): JsonObject[] {
  const found: JsonObject[] = [];
  let from = text.indexOf('{');
  for (let starts = 0; from !== -1 && starts < MAX_STARTS; starts++) {
    const end = closingBrace(text, from);
    const value = end === -1 ? null : parsed(text.slice(from, end + 1));
    if (value !== null) found.push(value);
    from = text.indexOf('{', value === null ? from + 1 : end + 1);
  }
  return found;
}

/** Where the brace at `from` is closed; -1 when it is not. Braces in strings do not count. */
function closingBrace(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (quoted && sign === '\\') at++;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === '{') depth++;
    else if (!quoted && sign === '}' && --depth === 0) return at;
  }
  return -1;
}

function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
