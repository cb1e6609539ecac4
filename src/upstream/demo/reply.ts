import { randomUUID } from 'node:crypto';
import type { DemoError } from './read-body.ts';

/** A whole answer as the provider would put it on the wire. */
export interface DemoReply {
  readonly status: number;
  readonly contentType: string;
  /** Bodies of JSON answers are one frame, of streams one per event, of sound one per tone. */
  readonly frames: readonly (string | Buffer)[];
  /** Answers that are written side by side: frames come that much faster. */
  readonly candidates: number;
}

const JSON_TYPE = 'application/json';
const EVENT_STREAM_TYPE = 'text/event-stream; charset=utf-8';
/** Up to three words, long ones in pieces; their concatenation is the text. */
const FEW_WORDS = /(?:\s*\S{1,24}){1,3}|\s+/gu;
/** Arguments come in pieces that are no JSON of their own, so that a client has to join them, as with a real model. */
const FEW_CHARACTERS = /.{1,12}/gsu;

export function jsonReply(body: object, status = 200): DemoReply {
  return { status, contentType: JSON_TYPE, frames: [JSON.stringify(body)], candidates: 1 };
}

export function streamReply(frames: readonly string[], candidates = 1): DemoReply {
  return { status: 200, contentType: EVENT_STREAM_TYPE, frames, candidates };
}

export function errorReply({ message, param, code, status }: DemoError): DemoReply {
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  return jsonReply({ error: { message, type, param, code } }, status);
}

/** One server-sent event; chunks have no name, the events of the Responses API do. */
export function event(data: object, name?: string): string {
  const line = name === undefined ? '' : `event: ${name}\n`;
  return `${line}data: ${JSON.stringify(data)}\n\n`;
}

export const DONE_EVENT = 'data: [DONE]\n\n';

/** The first of every column, the second of every column, …: answers that are written side by side. */
export function interleaved(columns: readonly (readonly string[])[]): string[] {
  const rows = columns.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: rows }, (_, row) => columns.flatMap((column) => column.slice(row, row + 1))).flat();
}

export function wordsOf(text: string): readonly string[] {
  return text.match(FEW_WORDS) ?? [];
}

export function argumentPiecesOf(text: string): readonly string[] {
  return text.match(FEW_CHARACTERS) ?? [];
}

/** A new name every time. @param prefix "chatcmpl-demo-", say: plainly not a real one */
export function demoId(prefix: string): string {
  return `${prefix}${randomUUID().replaceAll('-', '')}`;
}

/** UNIX seconds. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
