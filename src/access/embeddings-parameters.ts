import { type CheckedCall, type JsonObject, onlyKeys, ParameterFault, positiveIntegerAt } from './parameters.ts';
import { countInputs } from './token-inputs.ts';

const KNOWN = new Set(['model', 'input', 'encoding_format', 'dimensions', 'user']);
const FORMATS = new Set<unknown>(['float', 'base64']);
/** Source: OpenAI's specification; a longer list is refused upstream. */
const MOST_INPUTS = 2048;

/** The policy of POST /embeddings: input is billed, output is not. @throws ParameterFault */
export function checkEmbeddings(body: JsonObject): CheckedCall {
  onlyKeys(body, KNOWN, '');
  const { model: _model, user: _user, ...rest } = body;
  const fields = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  if (fields.dimensions !== undefined) positiveIntegerAt(fields.dimensions, 'dimensions');
  if (fields.encoding_format !== undefined && !FORMATS.has(fields.encoding_format)) {
    throw new ParameterFault('wrong-type', 'encoding_format', 'choice');
  }
  const inputs = countInputs(body.input, 'input');
  if (inputs > MOST_INPUTS) throw new ParameterFault('wrong-type', 'input', 'list');
  return { fields, stream: false, showUsage: false, inputs, candidates: 0, cap: null };
}
