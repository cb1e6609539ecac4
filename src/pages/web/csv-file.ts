import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Without it, Excel reads UTF-8 in a local code page, and Korean names become illegible. */
const BYTE_ORDER_MARK = '\ufeff';

/** Sends a CSV as a download. @param name a constant or a date, never a user's text @param text whole, or in parts */
export function sendCsv(reply: FastifyReply, name: string, text: string | AsyncIterable<string>): FastifyReply {
  void reply.header('content-disposition', `attachment; filename="${name}"`).type('text/csv; charset=utf-8');
  return reply.send(typeof text === 'string' ? BYTE_ORDER_MARK + text : Readable.from(withByteOrderMark(text)));
}

async function* withByteOrderMark(parts: AsyncIterable<string>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK;
  yield* parts;
}
