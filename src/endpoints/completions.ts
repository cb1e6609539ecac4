import type { Model } from '../ledger/prices.ts';
import type { JsonObject } from '../upstream/json/json-object.ts';
import { knownFields } from '../upstream/json/known-fields.ts';
import { readUsage } from '../upstream/read-usage.ts';
import { CHOICE_FIELDS, COMPLETION_FIELDS, USAGE_FIELDS } from './answers/answer-fields.ts';
import { CHUNK_DIALECT, writeChunks, writeErrorChunk } from './answers/chunk-stream.ts';
import { objectsIn } from './answers/pick-fields.ts';
import type { StreamFormat } from './answers/stream-format.ts';
import type { Endpoint } from './endpoint.ts';
import { checkSchema } from './parameters/check-schema.ts';
import type { CheckedCall } from './parameters/checked-call.ts';
import { userField } from './parameters/gateway-fields.ts';
import { readCap } from './parameters/output-cap.ts';
import { surplusOfFields } from './parameters/rendering-surplus.ts';
import { asksForSameAnswer } from './parameters/same-answer.ts';
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
} from './parameters/schema.ts';
import { LOGIT_BIAS, SEED, STOP, STREAM_OPTIONS } from './parameters/shared-schemas.ts';
import { takeStreamWithUsage } from './parameters/stream-request.ts';
import { countInputs } from './parameters/token-inputs.ts';

/** The API's default. */
const DEFAULT_CAP_TOKENS = 16;
const MAX_CANDIDATES = 128;
const MAX_BEST_OF = 20;
const MAX_LOGPROBS = 5;

export const COMPLETIONS_REQUEST = request({
  prompt: required(TOKEN_INPUTS),
  n: integer(1, MAX_CANDIDATES),
  best_of: integer(0, MAX_BEST_OF),
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

/** Every prompt gets max(n, best_of) answers, and all are billed. @throws ParameterError */
function checkCompletions(body: JsonObject, model: Model): CheckedCall {
  const fields = checkSchema(body, COMPLETIONS_REQUEST);
  const prompts = countInputs(fields.prompt);
  const { n = 1, best_of: bestOf = 1 } = fields as { readonly n?: number; readonly best_of?: number };
  return {
    fields,
    inputs: prompts,
    candidates: prompts * Math.max(n, bestOf),
    hidesOutput: bestOf > n,
    cap: {
      field: 'max_tokens',
      ...readCap(body.max_tokens, 'max_tokens', { max: model.maxOutput }),
      defaultCap: DEFAULT_CAP_TOKENS,
    },
    ...takeStreamWithUsage(fields, COMPLETIONS_STREAM),
  };
}

const COMPLETIONS_STREAM: StreamFormat = {
  dialect: CHUNK_DIALECT,
  answerEvents: (answer, showUsage) =>
    writeChunks(answer, 'text_completion', objectsIn(answer.choices).map(choiceOfChunk), showUsage),
  errorEvent: writeErrorChunk,
};

function choiceOfChunk(choice: JsonObject, at: number): object {
  const { text = '', index = at, logprobs = null, finish_reason = 'stop' } = choice;
  return { text, index, logprobs, finish_reason };
}

/** Objects and lists that the provider does not render anew for the model. */
const NOT_RENDERED = new Set(['prompt', 'stop', 'stream_options', 'logit_bias']);

/** The legacy endpoint. */
export const COMPLETIONS: Endpoint<'completions'> = {
  kind: 'completions',
  path: '/completions',
  writesText: true,
  reportsUsage: true,
  check: checkCompletions,
  hasSameAnswer: asksForSameAnswer,
  gatewayFields: userField,
  effortFields: () => ({}),
  textParam: 'prompt',
  surplusTokens: (fields, stringify) => surplusOfFields(fields, NOT_RENDERED, stringify),
  shape: {
    list: 'choices',
    fields: knownFields(COMPLETION_FIELDS, { choices: knownFields(`${CHOICE_FIELDS} text`), usage: USAGE_FIELDS }),
  },
  readUsage,
  usageList: 'completions',
};
