import type { CountTokens } from './encodings.ts';
import { type FunctionTool, listOf, membersOf, schemaOf } from './function-tools.ts';

/** What OpenAI's cookbook counts for functions; the larger of its figures where models differ. */
const A_FUNCTION = 10;
const ITS_PROPERTIES = 3;
const A_PROPERTY = 3;
const AN_ENUM = -3;
const AN_ENUM_ITEM = 3;
/** Once for all functions. */
export const COOKBOOK_FRAME_TOKENS = 12;

export function countFunctions(tools: readonly FunctionTool[], count: CountTokens): number {
  return tools.map((tool) => countFunction(tool, count)).reduce((sum, tokens) => sum + tokens, 0);
}

function countFunction({ name, description, parameters }: FunctionTool, count: CountTokens): number {
  const properties = membersOf(schemaOf(parameters).properties);
  const own = A_FUNCTION + count(`${name}:${textOf(description).replace(/\.$/, '')}`);
  return properties.reduce(
    (sum, [key, property]) => sum + countProperty(key, schemaOf(property), count),
    own + (properties.length === 0 ? 0 : ITS_PROPERTIES),
  );
}

function countProperty(
  key: string,
  { type, description, enum: values }: Record<string, unknown>,
  count: CountTokens,
): number {
  const items = listOf(values).map((value) => AN_ENUM_ITEM + count(textOf(value)));
  const start = A_PROPERTY + (items.length === 0 ? 0 : AN_ENUM);
  return items.reduce((sum, tokens) => sum + tokens, start + count(`${key}:${textOf(type)}:${textOf(description)}`));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
