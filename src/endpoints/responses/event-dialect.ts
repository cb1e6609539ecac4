import { isObject } from '../../upstream/json/json-object.ts';
import { beginsWith, isNoError, isNoObject } from '../../upstream/json/value-start.ts';
import { readUsage } from '../../upstream/read-usage.ts';
import { PlainEvents } from '../../upstream/stream/plain-events.ts';
import {
  DROPPED_EVENT,
  FAILED_EVENT,
  NAMES_IN_EVENTS,
  ORDINARY_EVENT,
  type StreamDialect,
} from '../../upstream/stream/stream-dialect.ts';
import { EVENT_SHAPE } from './answer-shape.ts';

/** Single events repeat the request's texts, and the whole answer with its log probabilities. */
const MAX_EVENT_BYTES = 16 * 1024 * 1024;
const OWN_EVENTS = /^response\.|^keepalive$/;
const LAST_EVENTS = ['response.completed', 'response.incomplete', 'response.failed'];
const TYPE_PREFIX = '"response.';
const LAST_TYPES = LAST_EVENTS.map((name) => Buffer.from(`${name.slice(TYPE_PREFIX.length - 1)}"`));

/** A last event ends the answer, also when it does not repeat it. Only the part behind the common prefix is compared. */
function isOrdinaryType(bytes: Buffer, at: number): boolean {
  if (!isNoError(bytes, at)) return false;
  for (const type of LAST_TYPES) if (beginsWith(bytes, at + TYPE_PREFIX.length, type)) return false;
  return true;
}

const PLAIN_EVENTS = new PlainEvents({
  fields: EVENT_SHAPE.fields,
  moreNames: NAMES_IN_EVENTS,
  values: { response: isNoObject, type: isOrdinaryType },
  mark: 'type',
  markedBy: TYPE_PREFIX,
});

/**
 * The Responses API: typed events; a few carry the response itself, and the last of them its usage. A failed response
 * may say why in the provider's own words, so it ends in our error instead; what it used is still counted.
 */
export const EVENT_DIALECT: StreamDialect = {
  maxEventBytes: MAX_EVENT_BYTES,
  plain: { withUsage: PLAIN_EVENTS, withoutUsage: PLAIN_EVENTS },
  shape: EVENT_SHAPE,
  endMarks: LAST_EVENTS.map((name) => Buffer.from(name)),
  factsOf: (data) => {
    if (!isObject(data)) return DROPPED_EVENT;
    // Every event of this API says what it is; a message that does not is an error in some other shape.
    const isEvent = typeof data.type === 'string' || !('message' in data);
    if (data.error || data.type === 'error' || !isEvent) return FAILED_EVENT;
    if (typeof data.type !== 'string' || !OWN_EVENTS.test(data.type)) return DROPPED_EVENT;
    if (!LAST_EVENTS.includes(data.type)) return ORDINARY_EVENT;
    const failed = data.type === 'response.failed';
    const passes = failed ? 'nothing' : 'as it came';
    return {
      ...ORDINARY_EVENT,
      usage: readUsage(data.response),
      isFinal: true,
      passes,
      failed,
      ends: true,
      answer: data.response,
    };
  },
};
