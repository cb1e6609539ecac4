import { choice, JSON_OBJECT, list, orNull, required, TEXT, tagged } from '../parameters/schema.ts';
import { FUNCTION_FIELDS, GRAMMAR_FIELDS, JSON_SCHEMA_FIELDS } from '../parameters/tool-schemas.ts';

/** Tools, tool choices and answer formats of the Responses API. */

const FUNCTION = {
  ...FUNCTION_FIELDS,
  description: orNull(TEXT),
  parameters: orNull(JSON_OBJECT),
  output_schema: orNull(JSON_OBJECT),
};
const CUSTOM = {
  name: required(TEXT),
  description: TEXT,
  format: tagged('type', { text: {}, grammar: GRAMMAR_FIELDS }),
};

export const TOOL = tagged('type', { function: FUNCTION, custom: CUSTOM });

export const TOOL_CHOICE = tagged('type', {
  function: { name: required(TEXT) },
  custom: { name: required(TEXT) },
  allowed_tools: { mode: required(choice('auto', 'required')), tools: required(list(TOOL)) },
});

export const ANSWER_FORMAT = tagged('type', { text: {}, json_object: {}, json_schema: JSON_SCHEMA_FIELDS });
