import type { MeterReading } from '../ledger/exits.ts';
import type { AnswerShape } from './answer-filter.ts';
import { CHUNK_SHAPE, EVENT_SHAPE } from './answer-shapes.ts';
import { hasValue, isEmptyList, isNoList, isNotNull, opensObject, opensText, saysText } from './json-scan.ts';
import { KnownNames } from './known-names.ts';
import { isObject, readUsage } from './usage-reading.ts';

/** What an event of a stream means to the meter. */
export interface EventFacts {
  readonly reading: MeterReading | null;
  /** The reading is of the whole answer: nothing is counted after it. */
  readonly isFinal: boolean;
  /** Some of the answer is in it: what was said to be used before it is not all. */
  readonly hasContent: boolean;
  /** Of the choices that end in it. */
  readonly finished: readonly number[];
  /** What the client gets: the event as it came, nothing, or this data in its place. */
  readonly passes: 'as it came' | 'nothing' | Readonly<Record<string, unknown>>;
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
  /** What of an event may pass. */
  readonly shape: AnswerShape;
  /** Names that most events are made of. What has others is looked at: they may be on no list. */
  readonly names: KnownNames;
  /** Every event has one of these. One that has none is looked at: it may be an error in a shape of its own. */
  readonly marks: readonly Buffer[];
  /** One of these is in the event that ends a whole answer. */
  readonly endMarks: readonly Buffer[];
  /** @param data the parsed data of one event; undefined when it is no JSON */
  readonly factsOf: (data: unknown, hideUsage: boolean) => EventFacts;
}

const MIB = 1024 * 1024;
const USAGE = Buffer.from('"usage"');
const ERROR = Buffer.from('"error"');
const CHOICES = Buffer.from('"choices"');
/** A token of the log probabilities may say the same, without a colon. */
const CHOICES_NAMED = [Buffer.from('"choices":')];
const FINISH_REASON = Buffer.from('"finish_reason"');
const RESPONSE = Buffer.from('"response"');
const TYPE = Buffer.from('"type"');
/** Names of events; a model's words may say them too, which only costs a closer look. */
const NAMED_ERRORS = [Buffer.from('event: error'), Buffer.from('event:error')];

/** In log probabilities, calls of functions and parts of contents. */
const NAMES_INSIDE = 'token logprob bytes top_logprobs index id type text function name arguments annotations';

const ORDINARY: EventFacts = {
  reading: null,
  isFinal: false,
  hasContent: false,
  finished: [],
  passes: 'as it came',
  failed: false,
  ends: false,
};
const FAILED: EventFacts = { ...ORDINARY, passes: 'nothing', failed: true };
/** No client of this kind of stream could read it, and nobody knows what it says. */
const STRANGER: EventFacts = { ...ORDINARY, passes: 'nothing' };

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
    hasValue(events, FINISH_REASON, opensText) ||
    mayHoldError(events) ||
    hasValue(events, CHOICES, hideUsage ? isNoFilledList : isNoList),
  shape: CHUNK_SHAPE,
  names: new KnownNames(CHUNK_SHAPE.fields, NAMES_INSIDE),
  marks: CHOICES_NAMED,
  endMarks: [Buffer.from('[DONE]')],
  factsOf: (data, hideUsage) => {
    if (!isObject(data)) return STRANGER;
    const choices = Array.isArray(data.choices) ? data.choices.filter(isObject) : [];
    const isChunk = 'choices' in data || 'usage' in data;
    if (data.error || data.type === 'error' || (!isChunk && 'message' in data)) return FAILED;
    if (choices.some((choice) => choice.error)) return FAILED;
    if (!Array.isArray(data.choices) || data.choices.length === 0) return extraChunk(data, hideUsage);
    return {
      ...ORDINARY,
      // Beside choices it is shown to those who did not ask too: the SDKs have the field in every chunk, and read it or not.
      reading: readUsage(data),
      hasContent: choices.some(hasContent),
      finished: choices.filter(isFinished).map(({ index }, at) => (typeof index === 'number' ? index : at)),
    };
  },
};

function isNoFilledList(bytes: Buffer, at: number): boolean {
  return isNoList(bytes, at) || isEmptyList(bytes, at);
}

/**
 * A chunk without choices carries the usage. Naive clients read choices[0] of every chunk, so those who did not ask for
 * it do not get it; those who did read a list, which some servers leave out.
 */
function extraChunk(data: Readonly<Record<string, unknown>>, hideUsage: boolean): EventFacts {
  const hasList = Array.isArray(data.choices);
  if (!('usage' in data)) return hasList ? ORDINARY : STRANGER;
  const shown = hasList ? 'as it came' : { ...data, choices: [] };
  return { ...ORDINARY, reading: readUsage(data), isFinal: true, passes: hideUsage ? 'nothing' : shown };
}

function isFinished({ finish_reason }: Record<string, unknown>): boolean {
  return typeof finish_reason === 'string' && finish_reason !== '';
}

/** Whether a choice says anything, in text or in calls; who says it (the role) is no content. */
function hasContent({ delta, text }: Record<string, unknown>): boolean {
  if (isFilled(text)) return true;
  return isObject(delta) && Object.entries(delta).some(([name, value]) => name !== 'role' && isFilled(value));
}

function isFilled(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}

const OWN_EVENTS = /^response\.|^keepalive$/;
const LAST_EVENTS = ['response.completed', 'response.incomplete', 'response.failed'];

/**
 * The Responses API: typed events; a few carry the response itself, and the last of them its usage. A failed response
 * may say why in the provider's own words, so it ends in our error instead; what it used is still counted.
 */
export const EVENTS: StreamDialect = {
  // The request's texts, and the whole answer with its log probabilities, come again in single events.
  longestEventBytes: 16 * MIB,
  isOfInterest: (events) => hasValue(events, RESPONSE, opensObject) || mayHoldError(events),
  shape: EVENT_SHAPE,
  names: new KnownNames(EVENT_SHAPE.fields, NAMES_INSIDE),
  marks: [Buffer.from('"type":"response.'), Buffer.from('"type": "response.')],
  endMarks: LAST_EVENTS.map((name) => Buffer.from(name)),
  factsOf: (data) => {
    if (!isObject(data)) return STRANGER;
    // Every event of this API says what it is; a message that does not is an error in some other shape.
    const isEvent = typeof data.type === 'string' || !('message' in data);
    if (data.error || data.type === 'error' || !isEvent) return FAILED;
    if (typeof data.type !== 'string' || !OWN_EVENTS.test(data.type)) return STRANGER;
    if (!LAST_EVENTS.includes(data.type)) return ORDINARY;
    const failed = data.type === 'response.failed';
    const passes = failed ? 'nothing' : 'as it came';
    return {
      ...ORDINARY,
      reading: readUsage(data.response),
      isFinal: true,
      passes,
      failed,
      ends: true,
      answer: data.response,
    };
  },
};
