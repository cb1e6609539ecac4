import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Without it, Excel takes UTF-8 for the code page of its country, and Korean names for noise. */
const BYTE_ORDER_MARK = '\ufeff';

/** Sends a CSV as a file to keep. @param name of our own making @param text all of it, or in parts as they come */
export function sendCsv(reply: FastifyReply, name: string, text: string | AsyncIterable<string>): FastifyReply {
  void reply.header('content-disposition', `attachment; filename="${name}"`).type('text/csv; charset=utf-8');
  return reply.send(typeof text === 'string' ? BYTE_ORDER_MARK + text : Readable.from(marked(text)));
}

async function* marked(parts: AsyncIterable<string>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK;
  yield* parts;
}
