import type { JsonObject } from '../upstream/json/json-object.ts';
import { knownFields } from '../upstream/json/known-fields.ts';
import { NO_USAGE } from '../upstream/read-usage.ts';
import { USAGE_FIELDS } from './answers/answer-fields.ts';
import type { Endpoint } from './endpoint.ts';
import { checkSchema } from './parameters/check-schema.ts';
import type { CheckedCall } from './parameters/checked-call.ts';
import { surplusOfFields } from './parameters/rendering-surplus.ts';
import { alwaysSameAnswer } from './parameters/same-answer.ts';
import {
  CONTENT_TEXT,
  DROPPED,
  list,
  NOT_EMPTY_CONTENT_TEXT,
  request,
  required,
  tagged,
  union,
} from './parameters/schema.ts';

const PART = tagged('type', { text: { text: required(CONTENT_TEXT) } }, { problem: 'not-text' });

export const MODERATIONS_REQUEST = request({
  input: required(
    union('text-or-list', {
      text: NOT_EMPTY_CONTENT_TEXT,
      list: list(union('text', { text: CONTENT_TEXT, object: PART }, 'not-text'), { notEmpty: true }),
    }),
  ),
  model: DROPPED,
});

/** @throws ParameterError */
function checkModerations(body: JsonObject): CheckedCall {
  const fields = checkSchema(body, MODERATIONS_REQUEST);
  return { fields, stream: null, showUsage: false, inputs: 1, candidates: 0, cap: null };
}

/** Objects and lists that the provider does not render anew for the model. */
const NOT_RENDERED = new Set(['input']);

/** Free of charge, and for texts only. */
export const MODERATIONS: Endpoint<'moderations'> = {
  kind: 'moderations',
  path: '/moderations',
  writesText: false,
  reportsUsage: false,
  check: checkModerations,
  hasSameAnswer: alwaysSameAnswer,
  gatewayFields: () => ({}),
  effortFields: () => ({}),
  textParam: 'input',
  defaultModel: 'omni-moderation-latest',
  surplusTokens: (fields, stringify) => surplusOfFields(fields, NOT_RENDERED, stringify),
  shape: {
    list: 'results',
    fields: knownFields('id model', {
      results: knownFields('flagged categories category_scores category_applied_input_types'),
      usage: USAGE_FIELDS,
    }),
  },
  readUsage: () => NO_USAGE,
  usageList: 'moderations',
};
