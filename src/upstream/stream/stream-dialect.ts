import type { MeteredUsage } from '../../ledger/exits.ts';
import type { AnswerShape } from '../answers/answer-filter.ts';
import type { JsonObject } from '../json/json-object.ts';
import type { PlainEvents } from './plain-events.ts';

/** What the meter reads in one event. */
export interface EventFacts {
  readonly usage: MeteredUsage | null;
  /** The usage is of the whole answer: nothing is counted after it. */
  readonly isFinal: boolean;
  /** Some of the answer is in it: an earlier usage does not count it. */
  readonly hasContent: boolean;
  /** Indexes of the choices that end in it. */
  readonly finished: readonly number[];
  /** What the client gets: the event as it came, nothing, or this data in its place. */
  readonly passes: 'as it came' | 'nothing' | Readonly<Record<string, unknown>>;
  /** An error of the provider: nothing from here on passes. */
  readonly failed: boolean;
  /** The last event of a whole answer. */
  readonly ends: boolean;
  /** The whole answer, where the last event repeats it. */
  readonly answer?: unknown;
}

/** How the events of a kind of stream carry what the meter reads. */
export interface StreamDialect {
  /** A larger event is not an event of a model. */
  readonly maxEventBytes: number;
  /** Which events pass as they came, for clients that requested the usage, and for the others. */
  readonly plain: { readonly withUsage: PlainEvents; readonly withoutUsage: PlainEvents };
  /** The fields of an event that may pass. */
  readonly shape: AnswerShape;
  /** One of these is in the event that ends a whole answer. */
  readonly endMarks: readonly Buffer[];
  /** @param data the parsed data of one event; undefined when it is no JSON */
  readonly factsOf: (data: unknown, hideUsage: boolean) => EventFacts;
  /** Adds what the call costs to a usage. Absent where the event of the usage is too large to be written anew. */
  readonly withCost?: (data: JsonObject, costUsd: number) => JsonObject;
}

/** Names in log probabilities, calls of functions and parts of contents. */
export const NAMES_IN_EVENTS =
  'token logprob bytes top_logprobs index id type text function name arguments annotations';

export const ORDINARY_EVENT: EventFacts = {
  usage: null,
  isFinal: false,
  hasContent: false,
  finished: [],
  passes: 'as it came',
  failed: false,
  ends: false,
};
export const FAILED_EVENT: EventFacts = { ...ORDINARY_EVENT, passes: 'nothing', failed: true };
/** No client of this kind of stream can read it, and its meaning is unknown. */
export const DROPPED_EVENT: EventFacts = { ...ORDINARY_EVENT, passes: 'nothing' };
