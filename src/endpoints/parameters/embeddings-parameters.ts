import { choice, DROPPED, integer, request, required, TOKEN_INPUTS } from './parameter-schema.ts';
import { type CheckedCall, type JsonObject, ParameterError } from './parameters.ts';
import { checkSchema } from './schema-check.ts';
import { countInputs } from './token-inputs.ts';

/** Source: OpenAI's specification; a longer list is refused upstream. */
const MAX_INPUTS = 2048;

/** The policy of POST /embeddings: input is billed, output is not. */
export const EMBEDDINGS_REQUEST = request({
  input: required(TOKEN_INPUTS),
  encoding_format: choice('float', 'base64'),
  dimensions: integer(1, Number.MAX_SAFE_INTEGER),
  model: DROPPED,
  user: DROPPED,
});

/** @throws ParameterError */
export function checkEmbeddings(body: JsonObject): CheckedCall {
  const fields = checkSchema(body, EMBEDDINGS_REQUEST);
  const inputs = countInputs(fields.input);
  if (inputs > MAX_INPUTS) throw new ParameterError('wrong-type', 'input', 'shorter-list');
  return { fields, stream: false, showUsage: false, inputs, candidates: 0, cap: null };
}
