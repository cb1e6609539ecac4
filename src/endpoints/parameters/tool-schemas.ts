import { BOOLEAN, choice, JSON_OBJECT, orNull, required, TEXT } from './schema.ts';

/** Fields of tools that chat and the Responses API share. */

export const FUNCTION_FIELDS = {
  name: required(TEXT),
  description: TEXT,
  parameters: JSON_OBJECT,
  strict: orNull(BOOLEAN),
};

export const JSON_SCHEMA_FIELDS = {
  name: required(TEXT),
  description: TEXT,
  schema: JSON_OBJECT,
  strict: orNull(BOOLEAN),
};

export const GRAMMAR_FIELDS = { definition: required(TEXT), syntax: required(choice('lark', 'regex')) };
