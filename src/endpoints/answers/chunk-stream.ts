import type { AnswerShape } from '../../upstream/answers/answer-filter.ts';
import { isObject, type JsonObject } from '../../upstream/json/json-object.ts';
import { knownFields } from '../../upstream/json/known-fields.ts';
import { isFilledList, isList, isNoError, isNoObject, isNoText } from '../../upstream/json/value-start.ts';
import { readUsage } from '../../upstream/read-usage.ts';
import { type IsOrdinary, PlainEvents } from '../../upstream/stream/plain-events.ts';
import {
  DROPPED_EVENT,
  type EventFacts,
  FAILED_EVENT,
  NAMES_IN_EVENTS,
  ORDINARY_EVENT,
  type StreamDialect,
} from '../../upstream/stream/stream-dialect.ts';
import { CHOICE_FIELDS, COMPLETION_FIELDS, MESSAGE_FIELDS, USAGE_FIELDS } from './answer-fields.ts';
import { pickFields } from './pick-fields.ts';
import type { StreamError } from './stream-format.ts';

/** The stream of chat and legacy completions: chunks, the usage in an extra one without choices, then [DONE]. */

const MAX_EVENT_BYTES = 1024 * 1024;
const DONE_EVENT = 'data: [DONE]\n\n';
const ENVELOPE = ['id', 'created', 'model', 'system_fingerprint', 'service_tier'];

/** The error is null in every chunk that passes. */
const CHUNK_SHAPE: AnswerShape = {
  list: 'choices',
  fields: knownFields(`${COMPLETION_FIELDS} obfuscation error`, {
    choices: knownFields(`${CHOICE_FIELDS} text`, { delta: MESSAGE_FIELDS }),
    usage: USAGE_FIELDS,
  }),
};

export const CHUNK_DIALECT: StreamDialect = {
  maxEventBytes: MAX_EVENT_BYTES,
  plain: { withUsage: plainChunks(isList), withoutUsage: plainChunks(isFilledList) },
  shape: CHUNK_SHAPE,
  endMarks: [Buffer.from('[DONE]')],
  withCost,
  factsOf: (data, hideUsage) => {
    if (!isObject(data)) return DROPPED_EVENT;
    const choices = Array.isArray(data.choices) ? data.choices.filter(isObject) : [];
    const isChunk = 'choices' in data || 'usage' in data;
    if (data.error || data.type === 'error' || (!isChunk && 'message' in data)) return FAILED_EVENT;
    if (choices.some((choice) => choice.error)) return FAILED_EVENT;
    if (!Array.isArray(data.choices) || data.choices.length === 0) return readExtraChunk(data, hideUsage);
    return {
      ...ORDINARY_EVENT,
      // Beside choices, every client sees it: the SDKs have the field in every chunk.
      usage: readUsage(data),
      hasContent: choices.some(hasContent),
      finished: choices.filter(isFinished).map(({ index }, at) => (typeof index === 'number' ? index : at)),
    };
  },
};

/** @param areChoices what the list of choices is in a chunk that passes as it came */
function plainChunks(areChoices: IsOrdinary): PlainEvents {
  return new PlainEvents({
    fields: CHUNK_SHAPE.fields,
    moreNames: NAMES_IN_EVENTS,
    values: { usage: isNoObject, finish_reason: isNoText, type: isNoError, choices: areChoices },
    mark: 'choices',
  });
}

/**
 * A chunk without choices carries the usage. Naive clients read choices[0] of every chunk, so only clients that requested
 * the usage get it. They expect a list of choices, which some servers leave out.
 */
function readExtraChunk(data: JsonObject, hideUsage: boolean): EventFacts {
  const hasList = Array.isArray(data.choices);
  if (!('usage' in data)) return hasList ? ORDINARY_EVENT : DROPPED_EVENT;
  const passing = hasList ? 'as it came' : { ...data, choices: [] };
  return { ...ORDINARY_EVENT, usage: readUsage(data), isFinal: true, passes: hideUsage ? 'nothing' : passing };
}

/** The name is that of the API; OpenRouter has the cost at the same place, so clients are used to one there. */
function withCost(data: JsonObject, costUsd: number): JsonObject {
  return isObject(data.usage) ? { ...data, usage: { ...data.usage, cost_usd: costUsd } } : data;
}

function isFinished({ finish_reason }: JsonObject): boolean {
  return typeof finish_reason === 'string' && finish_reason !== '';
}

/** Whether a choice has text or calls; its role alone is no content. */
function hasContent({ delta, text }: JsonObject): boolean {
  if (isFilled(text)) return true;
  return isObject(delta) && Object.entries(delta).some(([name, value]) => name !== 'role' && isFilled(value));
}

function isFilled(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** A whole answer as chunks. @param choices of one chunk each */
export function writeChunks(
  answer: JsonObject,
  object: string,
  choices: readonly unknown[],
  showUsage: boolean,
): string {
  const head = { ...pickFields(answer, ENVELOPE), object };
  const noUsage = showUsage ? { usage: null } : {};
  const chunks: object[] = choices.map((choice) => ({ ...head, choices: [choice], ...noUsage }));
  if (showUsage) chunks.push({ ...head, choices: [], usage: answer.usage ?? null });
  return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('') + DONE_EVENT;
}

/** The error object in place of a chunk: the SDKs raise it. */
export function writeErrorChunk({ body }: StreamError): string {
  return `data: ${body}\n\n`;
}
