import type { Model } from '../ledger/prices.ts';
import type { JsonObject } from '../upstream/json/json-object.ts';
import type { Endpoint } from './endpoint.ts';
import { checkSchema } from './parameters/check-schema.ts';
import type { CheckedCall } from './parameters/checked-call.ts';
import { ParameterError } from './parameters/parameter-error.ts';
import { DROPPED, NOT_EMPTY_TEXT, request, required, text } from './parameters/schema.ts';
import { checkSpeech, SPEECH } from './speech.ts';

/** Of the box alone: it is for one sentence. */
export const MAX_SPOKEN_CHARACTERS = 500;

const TRY_SPEECH_REQUEST = request({
  model: DROPPED,
  message: required(text({ notEmpty: false, maxCharacters: MAX_SPOKEN_CHARACTERS })),
  voice: required(NOT_EMPTY_TEXT),
});

/** What the box sends that reads a sentence aloud. @throws ParameterError */
function checkTrySpeech(body: JsonObject, model: Model): CheckedCall {
  const { message, voice } = checkSchema(body, TRY_SPEECH_REQUEST) as {
    readonly message: string;
    readonly voice: string;
  };
  const input = message.trim();
  if (input === '') throw new ParameterError('missing', 'message');
  return checkSpeech({ input, voice }, model);
}

/** Where the box of the student's page sends to. */
export const TRY_SPEECH_PATH = '/me/try-speech';

export const TRY_SPEECH: Endpoint<'speech'> = { ...SPEECH, check: checkTrySpeech };
