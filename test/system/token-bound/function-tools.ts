import { isObject, type JsonObject } from '../../../src/upstream/json/json-object.ts';

/** A function as chat nests it below its type, as the Responses API has it flat, and as `functions` had it. */
export interface FunctionTool {
  readonly name: string;
  readonly description: unknown;
  readonly parameters: unknown;
}

export function functionTools(value: unknown): FunctionTool[] {
  return listOf(value)
    .filter(isObject)
    .map((tool) => [tool.function, tool.custom].find(isObject) ?? tool)
    .map(({ name, description, parameters, format }) => ({
      name: String(name),
      description,
      parameters: parameters ?? format,
    }));
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function membersOf(value: unknown): readonly [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

export function schemaOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
