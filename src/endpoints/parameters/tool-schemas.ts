import {
  BOOLEAN,
  choice,
  JSON_OBJECT,
  list,
  object,
  orNull,
  required,
  type Schema,
  TEXT,
  tagged,
} from './parameter-schema.ts';

/** Tools, tool choices and answer formats, as the two endpoints that have them write them. */

const FUNCTION = {
  name: required(TEXT),
  description: TEXT,
  parameters: JSON_OBJECT,
  strict: orNull(BOOLEAN),
};

const JSON_SCHEMA = {
  name: required(TEXT),
  description: TEXT,
  schema: JSON_OBJECT,
  strict: orNull(BOOLEAN),
};

const GRAMMAR = { definition: required(TEXT), syntax: required(choice('lark', 'regex')) };

const NAMED = object({ name: required(TEXT) });

/** Functions run at the student's; every other kind of tool runs, and costs, at the provider's. */
export const CHAT_TOOL = tagged('type', {
  function: { function: required(object(FUNCTION)) },
  custom: {
    custom: required(
      object({
        name: required(TEXT),
        description: TEXT,
        format: tagged('type', { text: {}, grammar: { grammar: required(object(GRAMMAR)) } }),
      }),
    ),
  },
});

/** As they were before there were tools. */
export const OLD_FUNCTION = object(FUNCTION);

/** An object in place of a word. */
export const CHAT_CHOICE = tagged('type', {
  function: { function: required(NAMED) },
  custom: { custom: required(NAMED) },
  allowed_tools: {
    allowed_tools: required(
      object({ mode: required(choice('auto', 'required')), tools: required(list(chatToolNamed())) }),
    ),
  },
});

export const OLD_CHOICE = NAMED;

export const CHAT_FORMAT = tagged('type', {
  text: {},
  json_object: {},
  json_schema: { json_schema: required(object(JSON_SCHEMA)) },
});

const RESPONSES_FUNCTION = {
  ...FUNCTION,
  description: orNull(TEXT),
  parameters: orNull(JSON_OBJECT),
  output_schema: orNull(JSON_OBJECT),
};
const RESPONSES_CUSTOM = {
  name: required(TEXT),
  description: TEXT,
  format: tagged('type', { text: {}, grammar: GRAMMAR }),
};

export const RESPONSES_TOOL = tagged('type', { function: RESPONSES_FUNCTION, custom: RESPONSES_CUSTOM });

export const RESPONSES_CHOICE = tagged('type', {
  function: { name: required(TEXT) },
  custom: { name: required(TEXT) },
  allowed_tools: { mode: required(choice('auto', 'required')), tools: required(list(RESPONSES_TOOL)) },
});

export const RESPONSES_FORMAT = tagged('type', { text: {}, json_object: {}, json_schema: JSON_SCHEMA });

/** One of the tools that were given, by its name or whole. */
function chatToolNamed(): Schema {
  return tagged('type', {
    function: { function: required(object(FUNCTION)) },
    custom: { custom: required(NAMED) },
  });
}
