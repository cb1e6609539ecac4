import type { ParameterError } from '../../endpoints/parameters/parameter-error.ts';
import type { Reader } from '../../language/reader-texts.ts';
import { paramAsSent } from '../param-as-sent.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface ModelsOfRefusal {
  /** The one that does not take what was sent. */
  readonly model: string;
  /** Names of those that take images. */
  readonly others: string;
}

/** @param itemsBefore items of the body that the client did not send: the refusal names the path that the client wrote */
export function parameterRefusal(
  reader: Reader,
  error: ParameterError,
  itemsBefore: number,
  models: ModelsOfRefusal,
): Refusal {
  const { problem, expected, values } = error;
  const param = paramAsSent(error.param, itemsBefore);
  switch (problem) {
    case 'missing':
      return refuse(reader, 'parameterMissing', { param });
    case 'unknown':
      return refuse(reader, 'parameterUnknown', { param });
    case 'unsupported':
      return refuse(reader, 'parameterUnsupported', { param });
    case 'stored':
      return refuse(reader, 'parameterStored', { param });
    case 'only-reasoning':
      return refuse(reader, 'parameterOnlyReasoning', { param });
    case 'not-text':
      return refuse(reader, 'parameterNotText', { param });
    case 'picture-address':
      return refuse(reader, 'pictureAddress', { param });
    case 'picture-type':
      return refuse(reader, 'pictureType', { param });
    case 'picture-detail':
      return refuse(reader, 'pictureDetail', { param });
    case 'picture-role':
      return refuse(reader, 'pictureRole', { param });
    case 'picture-count':
      return refuse(reader, 'pictureCount', { param, max: values.max ?? 0 });
    case 'picture-model':
      return refuse(reader, 'pictureModel', { param, ...models });
    case 'wrong-type':
      return refuse(reader, 'parameterWrong', { param, expected: expected ?? 'object' });
    case 'voice':
      return refuse(reader, 'parameterVoice', { param, voices: values.choices ?? '' });
    case 'voice-instructions':
      return refuse(reader, 'parameterVoiceInstructions', { param });
    case 'sound-events':
      return refuse(reader, 'parameterSoundEvents', { param });
    case 'both-caps':
      return refuse(reader, 'parameterBothCaps', { param });
    case 'not-streaming':
      return refuse(reader, 'parameterNotStreaming', { param });
    case 'too-long':
      return refuse(reader, 'parameterTooLong', { param, max: values.max ?? 0 });
    case 'image-size':
      return refuse(reader, 'parameterImageSize', { param });
    case 'image-quality':
      return refuse(reader, 'parameterImageQuality', { param, choices: values.choices ?? '' });
    case 'image-format':
      return refuse(reader, 'parameterImageFormat', { param });
    case 'image-count':
      return refuse(reader, 'parameterImageCount', { param, max: values.max ?? 0 });
    case 'image-stream':
      return refuse(reader, 'parameterImageStream', { param });
    case 'dall-e':
      return refuse(reader, 'parameterDallE', { param });
  }
}
