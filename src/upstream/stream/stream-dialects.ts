import { CHUNK_SHAPE, EVENT_SHAPE } from '../../endpoints/answer-shapes.ts';
import type { MeteredUsage } from '../../ledger/exits.ts';
import type { AnswerShape } from '../answers/answer-filter.ts';
import { beginsWith, isFilledList, isList, isNoError, isNoObject, isNoText } from '../json/json-scan.ts';
import { isObject, readUsage } from '../read-usage.ts';
import { type IsOrdinary, PlainEvents } from './plain-events.ts';

/** What an event of a stream means to the meter. */
export interface EventFacts {
  readonly usage: MeteredUsage | null;
  /** The usage is of the whole answer: nothing is counted after it. */
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
  /** Which events pass as they came, for clients that asked for the usage, and for those that did not. */
  readonly plain: { readonly withUsage: PlainEvents; readonly withoutUsage: PlainEvents };
  /** What of an event may pass. */
  readonly shape: AnswerShape;
  /** One of these is in the event that ends a whole answer. */
  readonly endMarks: readonly Buffer[];
  /** @param data the parsed data of one event; undefined when it is no JSON */
  readonly factsOf: (data: unknown, hideUsage: boolean) => EventFacts;
}

const MIB = 1024 * 1024;
/** In log probabilities, calls of functions and parts of contents. */
const NAMES_INSIDE = 'token logprob bytes top_logprobs index id type text function name arguments annotations';

const ORDINARY: EventFacts = {
  usage: null,
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

/** @param areChoices what the list of choices is in a chunk that passes as it came */
function plainChunks(areChoices: IsOrdinary): PlainEvents {
  return new PlainEvents({
    fields: CHUNK_SHAPE.fields,
    others: NAMES_INSIDE,
    values: { usage: isNoObject, finish_reason: isNoText, type: isNoError, choices: areChoices },
    mark: 'choices',
  });
}

/** Chat and legacy completions: chunks, the usage in an extra one without choices, then [DONE]. */
export const CHUNKS: StreamDialect = {
  longestEventBytes: MIB,
  plain: { withUsage: plainChunks(isList), withoutUsage: plainChunks(isFilledList) },
  shape: CHUNK_SHAPE,
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
      usage: readUsage(data),
      hasContent: choices.some(hasContent),
      finished: choices.filter(isFinished).map(({ index }, at) => (typeof index === 'number' ? index : at)),
    };
  },
};

/**
 * A chunk without choices carries the usage. Naive clients read choices[0] of every chunk, so those who did not ask for
 * it do not get it; those who did read a list, which some servers leave out.
 */
function extraChunk(data: Readonly<Record<string, unknown>>, hideUsage: boolean): EventFacts {
  const hasList = Array.isArray(data.choices);
  if (!('usage' in data)) return hasList ? ORDINARY : STRANGER;
  const shown = hasList ? 'as it came' : { ...data, choices: [] };
  return { ...ORDINARY, usage: readUsage(data), isFinal: true, passes: hideUsage ? 'nothing' : shown };
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
const LAST_TYPES = LAST_EVENTS.map((name) => Buffer.from(`"${name}"`));

/** A last event ends the answer, also when it does not repeat it. */
function isLastType(bytes: Buffer, at: number): boolean {
  return LAST_TYPES.some((type) => beginsWith(bytes, at, type));
}

const PLAIN_TYPED_EVENTS = new PlainEvents({
  fields: EVENT_SHAPE.fields,
  others: NAMES_INSIDE,
  values: { response: isNoObject, type: (bytes, at) => isNoError(bytes, at) && !isLastType(bytes, at) },
  mark: 'type',
  markedBy: '"response.',
});

/**
 * The Responses API: typed events; a few carry the response itself, and the last of them its usage. A failed response
 * may say why in the provider's own words, so it ends in our error instead; what it used is still counted.
 */
export const EVENTS: StreamDialect = {
  // The request's texts, and the whole answer with its log probabilities, come again in single events.
  longestEventBytes: 16 * MIB,
  plain: { withUsage: PLAIN_TYPED_EVENTS, withoutUsage: PLAIN_TYPED_EVENTS },
  shape: EVENT_SHAPE,
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
      usage: readUsage(data.response),
      isFinal: true,
      passes,
      failed,
      ends: true,
      answer: data.response,
    };
  },
};
