import { isObject, type JsonObject } from '../json/json-object.ts';
import { invalid } from './read-body.ts';
import type { DemoTool, DemoToolChoice } from './request.ts';

/** Tools and tool choices, as chat and the Responses API write them. */

/** @throws DemoError for a tool without a name */
export function readCustomTools(entries: readonly unknown[]): DemoTool[] {
  return entries.map((entry) => {
    if (!isObject(entry) || typeof entry.name !== 'string') throw invalid('A custom tool needs a name.', 'tools');
    return { kind: 'custom', name: entry.name, parameters: null };
  });
}

/** @throws DemoError for a function without a name */
export function readFunctions(value: unknown): DemoTool[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry: unknown) => {
    if (!isObject(entry) || typeof entry.name !== 'string') throw invalid('A function needs a name.', 'tools');
    const parameters = entry.parameters ?? { type: 'object', properties: {} };
    return { kind: 'function', name: entry.name, parameters };
  });
}

/**
 * A choice of some of the tools: the model must or may call one of these. Chat puts it into an object of its own, and
 * names a tool as {function: {name}}.
 */
export function allowedTools(choice: unknown): { mode: 'auto' | 'required'; names: ReadonlySet<unknown> } | null {
  if (!isObject(choice) || choice.type !== 'allowed_tools') return null;
  const { mode, tools } = isObject(choice.allowed_tools) ? choice.allowed_tools : choice;
  const named = (Array.isArray(tools) ? tools : []).filter(isObject);
  const names = named.map((tool) => nameIn(tool));
  return { mode: mode === 'required' ? 'required' : 'auto', names: new Set(names) };
}

/** Chat puts the name beside the kind, the Responses API at the top. */
export function nameIn(choice: JsonObject): unknown {
  const inner = choice.function ?? choice.custom;
  return isObject(inner) ? inner.name : choice.name;
}

/** @param value a word, or an object with the name of a tool @throws DemoError for one that was not given */
export function readToolChoice(value: unknown, tools: readonly DemoTool[], param: string): DemoToolChoice {
  if (value === 'none' || value === 'required') return value;
  if (!isObject(value) || typeof value.name !== 'string') return 'auto';
  const { name } = value;
  if (!tools.some((tool) => tool.name === name)) {
    throw invalid('The chosen function is not among those given.', param);
  }
  return { name };
}
