import { DROPPED, list, NOT_EMPTY_TEXT, request, required, TEXT, tagged, union } from './parameter-schema.ts';
import type { CheckedCall, JsonObject } from './parameters.ts';
import { checkSchema } from './schema-check.ts';

const PART = tagged('type', { text: { text: required(TEXT) } }, { trouble: 'not-text' });

/** The policy of POST /moderations: free of charge, and of texts only. */
export const MODERATIONS_REQUEST = request({
  input: required(
    union('text-or-list', {
      text: NOT_EMPTY_TEXT,
      list: list(union('text', { text: TEXT, object: PART }, 'not-text'), { notEmpty: true }),
    }),
  ),
  model: DROPPED,
});

/** @throws ParameterError */
export function checkModerations(body: JsonObject): CheckedCall {
  const fields = checkSchema(body, MODERATIONS_REQUEST);
  return { fields, stream: false, showUsage: false, inputs: 1, candidates: 0, cap: null };
}
