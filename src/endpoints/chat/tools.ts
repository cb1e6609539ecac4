import { choice, list, object, required, type Schema, TEXT, tagged } from '../parameters/schema.ts';
import { FUNCTION_FIELDS, GRAMMAR_FIELDS, JSON_SCHEMA_FIELDS } from '../parameters/tool-schemas.ts';

/** Tools, tool choices and answer formats of a chat. */

const NAMED = object({ name: required(TEXT) });

/** Functions run at the client; every other kind of tool runs, and costs, at the provider. */
export const TOOL = tagged('type', {
  function: { function: required(object(FUNCTION_FIELDS)) },
  custom: {
    custom: required(
      object({
        name: required(TEXT),
        description: TEXT,
        format: tagged('type', { text: {}, grammar: { grammar: required(object(GRAMMAR_FIELDS)) } }),
      }),
    ),
  },
});

/** The deprecated form, from before there were tools. */
export const FUNCTION = object(FUNCTION_FIELDS);

export const TOOL_CHOICE = tagged('type', {
  function: { function: required(NAMED) },
  custom: { custom: required(NAMED) },
  allowed_tools: {
    allowed_tools: required(
      object({ mode: required(choice('auto', 'required')), tools: required(list(allowedTool())) }),
    ),
  },
});

export const FUNCTION_CHOICE = NAMED;

export const ANSWER_FORMAT = tagged('type', {
  text: {},
  json_object: {},
  json_schema: { json_schema: required(object(JSON_SCHEMA_FIELDS)) },
});

/** One of the tools of the request, by its name or whole. */
function allowedTool(): Schema {
  return tagged('type', {
    function: { function: required(object(FUNCTION_FIELDS)) },
    custom: { custom: required(NAMED) },
  });
}
