import type { Model } from '../../ledger/prices.ts';
import {
  BOOLEAN,
  DROPPED,
  integer,
  NUMBER,
  object,
  request,
  required,
  TEXT,
  TOKEN_INPUTS,
} from './parameter-schema.ts';
import { type CheckedCall, type JsonObject, namedCap } from './parameters.ts';
import { checkSchema } from './schema-check.ts';
import { LOGIT_BIAS, SEED, STOP, STREAM_OPTIONS, streamWithUsage } from './shared-schemas.ts';
import { countInputs } from './token-inputs.ts';

/** What the API gives to a call that names no cap. */
const DEFAULT_CAP = 16;
const MAX_SHOWN = 128;
const MAX_MADE = 20;
const MAX_LOGPROBS = 5;

/** The policy of the legacy POST /completions. */
export const COMPLETIONS_REQUEST = request({
  prompt: required(TOKEN_INPUTS),
  n: integer(1, MAX_SHOWN),
  best_of: integer(0, MAX_MADE),
  stream: BOOLEAN,
  stream_options: object(STREAM_OPTIONS),
  echo: BOOLEAN,
  suffix: TEXT,
  logprobs: integer(0, MAX_LOGPROBS),
  seed: SEED,
  stop: STOP,
  temperature: NUMBER,
  top_p: NUMBER,
  frequency_penalty: NUMBER,
  presence_penalty: NUMBER,
  logit_bias: LOGIT_BIAS,
  max_tokens: DROPPED,
  model: DROPPED,
  user: DROPPED,
});

/** Every prompt gets max(n, best_of) answers, all billed. @throws ParameterError */
export function checkCompletions(body: JsonObject, model: Model): CheckedCall {
  const fields = checkSchema(body, COMPLETIONS_REQUEST);
  const prompts = countInputs(fields.prompt);
  const { n: shown = 1, best_of: made = 1 } = fields as { readonly n?: number; readonly best_of?: number };
  return {
    fields,
    inputs: prompts,
    candidates: prompts * Math.max(shown, made),
    hidesCandidates: made > shown,
    cap: {
      field: 'max_tokens',
      ...namedCap(body.max_tokens, 'max_tokens', model.maxOutput),
      otherwise: DEFAULT_CAP,
    },
    ...streamWithUsage(fields),
  };
}
