import type { Model } from '../../ledger/prices.ts';
import { checkChat } from './chat-parameters.ts';
import { DROPPED, request, required, TEXT } from './parameter-schema.ts';
import { type CheckedCall, type JsonObject, ParameterError } from './parameters.ts';
import { checkSchema } from './schema-check.ts';

const TRY_REQUEST = request({ model: DROPPED, message: required(TEXT) });

/** Enough for a short answer; where the model thinks first, for the thinking too. */
const MAX_TOKENS = 200;
const MAX_TOKENS_THINKING = 1000;

/**
 * What the try-it box of the student's page sends: a model and one message. The rest is ours: a stream, and a small cap
 * that is lowered to what is affordable. @throws ParameterError
 */
export function checkTry(body: JsonObject, model: Model): CheckedCall {
  const { message } = checkSchema(body, TRY_REQUEST) as { readonly message: string };
  const content = message.trim();
  if (content === '') throw new ParameterError('missing', 'message');
  const effort = model.leastEffort === undefined ? {} : { reasoning_effort: model.leastEffort };
  const checked = checkChat({ messages: [{ role: 'user', content }], stream: true, ...effort }, model);
  const thinks = model.reasoning && model.leastEffort === undefined;
  const field = model.reasoning ? 'max_completion_tokens' : 'max_tokens';
  return { ...checked, cap: { field, asked: null, otherwise: thinks ? MAX_TOKENS_THINKING : MAX_TOKENS } };
}
