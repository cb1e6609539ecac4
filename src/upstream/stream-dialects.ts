import type { MeterReading } from '../ledger/exits.ts';
import { hasValue, isEmptyList, isNotNull, opensObject, saysText } from './json-scan.ts';
import { isObject, readUsage } from './usage-reading.ts';

/** What an event of a stream means to the meter. */
export interface EventFacts {
  readonly reading: MeterReading | null;
  /** The reading is of the whole answer: nothing is counted after it. */
  readonly isFinal: boolean;
  /** The client did not ask for it. */
  readonly hidden: boolean;
  /** The provider says that it failed: nothing from here on is passed on. */
  readonly failed: boolean;
  /** The last event of a whole answer. */
  readonly ends: boolean;
  /** The whole answer, where the last event repeats it. */
  readonly answer?: unknown;
}

/** How a kind of stream says what the meter must know. */
export interface StreamDialect {
  /** One event larger than this is not an event of a model. */
  readonly longestEventBytes: number;
  /** May these bytes hold an event that must be looked at? Cheap, and never no when it should be yes. */
  readonly isOfInterest: (events: Buffer, hideUsage: boolean) => boolean;
  /** Every event has one of these. One that has none is looked at: it may be an error in a shape of its own. */
  readonly marks: readonly Buffer[];
  /** @param data the parsed data of one event; undefined when it is no JSON */
  readonly factsOf: (data: unknown, hideUsage: boolean) => EventFacts;
}

const MIB = 1024 * 1024;
const USAGE = Buffer.from('"usage"');
const ERROR = Buffer.from('"error"');
const CHOICES = Buffer.from('"choices"');
const RESPONSE = Buffer.from('"response"');
const TYPE = Buffer.from('"type"');
/** Names of events; a model's words may say them too, which only costs a closer look. */
const NAMED_ERRORS = [Buffer.from('event: error'), Buffer.from('event:error')];

const NOTHING: EventFacts = { reading: null, isFinal: false, hidden: false, failed: false, ends: false };
const FAILED: EventFacts = { ...NOTHING, failed: true };
/** No client of this kind of stream could read it, and nobody knows what it says. */
const STRANGER: EventFacts = { ...NOTHING, hidden: true };

/** Whatever a provider may mean by an error: its words are for nobody but the owner. */
function mayHoldError(events: Buffer): boolean {
  return (
    hasValue(events, ERROR, isNotNull) ||
    hasValue(events, TYPE, saysText('error')) ||
    NAMED_ERRORS.some((name) => events.includes(name))
  );
}

/** Chat and legacy completions: chunks, the usage in an extra one without choices, then [DONE]. */
export const CHUNKS: StreamDialect = {
  longestEventBytes: MIB,
  isOfInterest: (events, hideUsage) =>
    hasValue(events, USAGE, opensObject) ||
    mayHoldError(events) ||
    (hideUsage && hasValue(events, CHOICES, isEmptyList)),
  marks: [CHOICES],
  factsOf: (data, hideUsage) => {
    if (!isObject(data)) return STRANGER;
    const isChunk = 'choices' in data || 'usage' in data;
    if (data.error || data.type === 'error' || (!isChunk && 'message' in data)) return FAILED;
    if (Array.isArray(data.choices) && data.choices.some((choice) => isObject(choice) && choice.error)) return FAILED;
    if (!isChunk) return STRANGER;
    const isUsageEvent = Array.isArray(data.choices) && data.choices.length === 0 && 'usage' in data;
    return { ...NOTHING, reading: readUsage(data), isFinal: isUsageEvent, hidden: hideUsage && isUsageEvent };
  },
};

const OWN_EVENTS = /^response\.|^keepalive$/;
const LAST_EVENTS = new Set<unknown>(['response.completed', 'response.incomplete', 'response.failed']);

/**
 * The Responses API: typed events; a few carry the response itself, and the last of them its usage. A failed response
 * may say why in the provider's own words, so it ends in our error instead; what it used is still counted.
 */
export const EVENTS: StreamDialect = {
  // The request's texts, and the whole answer with its log probabilities, come again in single events.
  longestEventBytes: 16 * MIB,
  isOfInterest: (events) => hasValue(events, RESPONSE, opensObject) || mayHoldError(events),
  marks: [Buffer.from('"type":"response.'), Buffer.from('"type": "response.')],
  factsOf: (data) => {
    if (!isObject(data)) return STRANGER;
    // Every event of this API says what it is; a message that does not is an error in some other shape.
    const isEvent = typeof data.type === 'string' || !('message' in data);
    if (data.error || data.type === 'error' || !isEvent) return FAILED;
    if (typeof data.type !== 'string' || !OWN_EVENTS.test(data.type)) return STRANGER;
    if (!LAST_EVENTS.has(data.type)) return NOTHING;
    const failed = data.type === 'response.failed';
    return {
      reading: readUsage(data.response),
      isFinal: true,
      hidden: false,
      failed,
      ends: true,
      answer: data.response,
    };
  },
};
