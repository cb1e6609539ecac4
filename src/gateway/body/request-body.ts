import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/callers.ts';
import type { Reader } from '../../language/reader-texts.ts';
import { type Refusal, refuse } from '../refusals/refusal.ts';
import type { BodyQueue } from './body-queue.ts';
import { type InTurn, readBody } from './read-body.ts';
import { type ReadBody, readJson } from './read-json.ts';

export interface RequestBodyDeps {
  readonly readerOf: (request: FastifyRequest) => Reader;
  readonly callerOf: (request: FastifyRequest) => Caller | null;
  readonly bodyQueue: BodyQueue;
  /** Before the body is parsed. @throws Refusal */
  readonly checkReceived: (request: FastifyRequest, body: Buffer) => void;
}

/** Of a number that a refusal repeats. */
const MAX_SHOWN_DIGITS = 40;

/**
 * The body is parsed once, here. What is sent upstream is made from the parsed value, never from these bytes, but for long
 * texts: those are the same bytes when they are written anew.
 */
export function acceptJsonOnly(
  app: FastifyInstance,
  { readerOf, callerOf, bodyQueue, checkReceived }: RequestBodyDeps,
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const reader = readerOf(request);
    if (hasContentEncoding(request)) return done(refuse(reader, 'notJsonType'));
    checkReceived(request, body as Buffer);
    const studentId = callerOf(request)?.student.id ?? 0;
    const inTurn: InTurn = (parsed, read) => bodyQueue.push(studentId, parsed, read);
    readBody(body as Buffer, inTurn, (read) => {
      if (read.is === 'read') done(null, read.value);
      else done(refusalOf(read, reader));
    });
  });
}

/** @param text of a body that another route has received @throws Refusal */
export function parseBody(text: string, reader: Reader): unknown {
  const read = readJson(text);
  if (read.is !== 'read') throw refusalOf(read, reader);
  return read.value;
}

/** "identity" means not encoded. */
function hasContentEncoding({ headers }: FastifyRequest): boolean {
  const encoding = headers['content-encoding'];
  return encoding !== undefined && encoding.trim().toLowerCase() !== 'identity';
}

function refusalOf(read: Exclude<ReadBody, { is: 'read' }>, reader: Reader): Refusal {
  switch (read.is) {
    case 'too-complex':
      return refuse(reader, 'bodyTooComplex');
    case 'too-large-number':
      return refuse(reader, 'numberTooLarge', { number: shortened(read.number) });
    case 'not-json':
      return refuse(reader, 'notJson');
  }
}

function shortened(number: string): string {
  return number.length > MAX_SHOWN_DIGITS ? `${number.slice(0, MAX_SHOWN_DIGITS)}...` : number;
}
