import { NO_MEDIA } from '../ledger/estimate.ts';
import type { Model } from '../ledger/prices.ts';
import { isLongerThan, pricedCharacters } from '../ledger/speech-characters.ts';
import { isObject, type JsonObject } from '../upstream/json/json-object.ts';
import { knownFields } from '../upstream/json/known-fields.ts';
import { NO_USAGE } from '../upstream/read-usage.ts';
import type { Endpoint } from './endpoint.ts';
import { checkSchema } from './parameters/check-schema.ts';
import type { CheckedCall } from './parameters/checked-call.ts';
import { ParameterError } from './parameters/parameter-error.ts';
import {
  choice,
  DROPPED,
  NOT_EMPTY_TEXT,
  number,
  request,
  required,
  servedChoice,
  TEXT,
  union,
} from './parameters/schema.ts';

/** Source: the types of openai 7.57.0, as the ranges of the others. */
const FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'];
const MAX_INSTRUCTIONS_CHARACTERS = 4096;
/** What voices are called at local servers; no path of a file, which some would open. */
const VOICE_NAME = /^[\p{L}\p{N}][\p{L}\p{N}_.+()-]{0,99}$/u;

export const SPEECH_REQUEST = request({
  input: required(NOT_EMPTY_TEXT),
  // An object names a voice of the owner's project.
  voice: required(union('text', { text: NOT_EMPTY_TEXT }, 'voice')),
  response_format: choice(...FORMATS),
  speed: number(0.25, 4),
  instructions: TEXT,
  // The events of "sse" are of one model that has no bound.
  stream_format: servedChoice('sound-events', 'audio'),
  model: DROPPED,
});

interface SpeechFields {
  readonly input: string;
  readonly voice: string;
  readonly instructions?: string;
  readonly stream_format?: string;
}

/** @throws ParameterError */
export function checkSpeech(body: JsonObject, model: Model): CheckedCall {
  // Before the schema, which does not know the voices of the model.
  if (isObject(body.voice)) throw wrongVoice(model);
  const checked = checkSchema(body, SPEECH_REQUEST) as unknown as SpeechFields;
  // The only one is the default, which local servers know without the parameter.
  const { stream_format: _audio, ...fields } = checked;
  const { input, voice, instructions = '' } = fields;
  checkLength(input, 'input', model.contextWindow);
  if (!isVoiceOf(model, voice)) throw wrongVoice(model);
  if (instructions !== '' && model.takesVoiceInstructions !== true) {
    throw new ParameterError('voice-instructions', 'instructions');
  }
  checkLength(instructions, 'instructions', MAX_INSTRUCTIONS_CHARACTERS);
  const characters = pricedCharacters(input) + pricedCharacters(instructions);
  return {
    fields,
    stream: null,
    showUsage: false,
    inputs: 1,
    candidates: 0,
    cap: null,
    media: { ...NO_MEDIA, characters },
  };
}

function wrongVoice({ voices = [] }: Model): ParameterError {
  return new ParameterError('voice', 'voice', null, { choices: voices.join(', ') });
}

function checkLength(text: string, param: string, max: number): void {
  if (isLongerThan(text, max)) throw new ParameterError('too-long', param, null, { max });
}

function isVoiceOf({ voices }: Model, voice: string): boolean {
  return voices === undefined ? VOICE_NAME.test(voice) : voices.includes(voice);
}

/**
 * Reads a text aloud. The price is one of characters, so the hold is the cost: the answer is sound and says no usage. A
 * voice is chosen anew for each call: the same request has no same answer.
 */
export const SPEECH: Endpoint<'speech'> = {
  kind: 'speech',
  path: '/audio/speech',
  writesText: false,
  reportsUsage: false,
  makes: 'speech',
  check: checkSpeech,
  hasSameAnswer: () => false,
  gatewayFields: () => ({}),
  effortFields: () => ({}),
  textParam: 'input',
  surplusTokens: () => 0,
  // No answer is JSON; a whole one counts as an empty list.
  shape: { list: 'sound', fields: knownFields('sound') },
  readUsage: () => NO_USAGE,
  usageList: 'audioSpeeches',
};
