import type { JsonObject } from '../upstream/json/json-object.ts';
import { knownFields } from '../upstream/json/known-fields.ts';
import { readUsage } from '../upstream/read-usage.ts';
import { USAGE_FIELDS } from './answers/answer-fields.ts';
import type { Endpoint } from './endpoint.ts';
import { checkSchema } from './parameters/check-schema.ts';
import type { CheckedCall } from './parameters/checked-call.ts';
import { userField } from './parameters/gateway-fields.ts';
import { ParameterError } from './parameters/parameter-error.ts';
import { surplusOfFields } from './parameters/rendering-surplus.ts';
import { alwaysSameAnswer } from './parameters/same-answer.ts';
import { choice, DROPPED, integer, request, required, TOKEN_INPUTS } from './parameters/schema.ts';
import { countInputs } from './parameters/token-inputs.ts';

/** Source: OpenAI's specification; a longer list is refused upstream. */
const MAX_INPUTS = 2048;

export const EMBEDDINGS_REQUEST = request({
  input: required(TOKEN_INPUTS),
  encoding_format: choice('float', 'base64'),
  dimensions: integer(1, Number.MAX_SAFE_INTEGER),
  model: DROPPED,
  user: DROPPED,
});

/** @throws ParameterError */
function checkEmbeddings(body: JsonObject): CheckedCall {
  const fields = checkSchema(body, EMBEDDINGS_REQUEST);
  const inputs = countInputs(fields.input);
  if (inputs > MAX_INPUTS) throw new ParameterError('wrong-type', 'input', 'shorter-list');
  return { fields, stream: null, showUsage: false, inputs, candidates: 0, cap: null };
}

/** Objects and lists that the provider does not render anew for the model. */
const NOT_RENDERED = new Set(['input']);

/** Input is billed, output is not. */
export const EMBEDDINGS: Endpoint<'embeddings'> = {
  kind: 'embeddings',
  path: '/embeddings',
  writesText: false,
  reportsUsage: true,
  check: checkEmbeddings,
  hasSameAnswer: alwaysSameAnswer,
  gatewayFields: userField,
  effortFields: () => ({}),
  textParam: 'input',
  surplusTokens: (fields, stringify) => surplusOfFields(fields, NOT_RENDERED, stringify),
  shape: {
    list: 'data',
    fields: knownFields('id object created model', {
      data: knownFields('object index embedding'),
      usage: USAGE_FIELDS,
    }),
  },
  readUsage,
  usageList: 'embeddings',
};
