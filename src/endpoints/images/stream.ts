import type { JsonObject } from '../../upstream/json/json-object.ts';
import { knownFields } from '../../upstream/json/known-fields.ts';
import { readImageUsage } from '../../upstream/read-image-usage.ts';
import { USAGE_FIELDS } from '../answers/answer-fields.ts';
import { objectsIn, pickFields } from '../answers/pick-fields.ts';
import type { StreamFormat } from '../answers/stream-format.ts';

/** Of an answer and of each event. */
export const IMAGE_FIELDS = 'background output_format quality size';

const PARTIAL = 'image_generation.partial_image';
const COMPLETED = 'image_generation.completed';

/** Each event has a whole picture in it; the last one also the usage. A stream shows one image. */
export const IMAGE_STREAM: StreamFormat = {
  dialect: {
    shape: {
      // No event has a list.
      list: '',
      fields: knownFields(`type b64_json created_at partial_image_index ${IMAGE_FIELDS}`, { usage: USAGE_FIELDS }),
    },
    types: [PARTIAL, COMPLETED],
    lastType: COMPLETED,
    readUsage: readImageUsage,
  },
  answerEvents: (answer) => event({ ...completed(answer), usage: answer.usage ?? null }),
  errorEvent: ({ body }) => `event: error\ndata: ${body}\n\n`,
};

function completed(answer: JsonObject): JsonObject {
  const [image] = objectsIn(answer.data);
  const facts = pickFields(answer, IMAGE_FIELDS.split(' '));
  return { type: COMPLETED, b64_json: image?.b64_json ?? '', created_at: answer.created ?? 0, ...facts };
}

function event(data: JsonObject): string {
  return `event: ${COMPLETED}\ndata: ${JSON.stringify(data)}\n\n`;
}
