import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/callers.ts';
import type { Language } from '../../access/classes.ts';
import { type Refusal, refuse } from '../refusals/refusal.ts';
import type { BodyQueue } from './body-queue.ts';
import { type ReadBody, readJson } from './read-json.ts';

export interface RequestBodyDeps {
  readonly languageOf: (request: FastifyRequest) => Language;
  readonly callerOf: (request: FastifyRequest) => Caller | null;
  readonly bodyQueue: BodyQueue;
}

/** Of a number that a refusal repeats. */
const MAX_SHOWN_DIGITS = 40;

/** The body is parsed once, here; what is sent upstream is made from the parsed value, never from these bytes. */
export function acceptJsonOnly(app: FastifyInstance, { languageOf, callerOf, bodyQueue }: RequestBodyDeps): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const language = languageOf(request);
    if (hasContentEncoding(request)) return done(refuse(language, 'notJsonType'));
    const text = body as string;
    bodyQueue.push(callerOf(request)?.student.id ?? 0, text, () => {
      const read = readJson(text);
      if (read.is === 'read') done(null, read.value);
      else done(refusalOf(read, language));
    });
  });
}

/** "identity" means not encoded. */
function hasContentEncoding({ headers }: FastifyRequest): boolean {
  const encoding = headers['content-encoding'];
  return encoding !== undefined && encoding.trim().toLowerCase() !== 'identity';
}

function refusalOf(read: Exclude<ReadBody, { is: 'read' }>, language: Language): Refusal {
  switch (read.is) {
    case 'too-complex':
      return refuse(language, 'bodyTooComplex');
    case 'too-large-number':
      return refuse(language, 'numberTooLarge', { number: shortened(read.number) });
    case 'not-json':
      return refuse(language, 'notJson');
  }
}

function shortened(number: string): string {
  return number.length > MAX_SHOWN_DIGITS ? `${number.slice(0, MAX_SHOWN_DIGITS)}...` : number;
}
