import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { readerIn } from '../../access/owner-titles.ts';
import { SERVED_ROUTES } from '../../endpoints/endpoints.ts';
import type { Language } from '../../language/languages.ts';
import { unknownReader } from '../reader.ts';
import { sendRefusal } from './error-handler.ts';
import { refuse } from './refusal.ts';

/**
 * Bytes that never became a request (bad HTTP, headers too large, too slow) get an error in OpenAI's format, too.
 * @param language of the server: no header of theirs was read
 */
export function answerMalformedRequest(language: Language) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    // Not into the middle of an answer that is being sent on this connection.
    const answering = (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage?.headersSent === true;
    if (!socket.writable || answering || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const refusal = refuse(
      readerIn(language, null),
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'tooSlow' : 'badRequest',
    );
    const reason = refusal.status === 408 ? 'Request Timeout' : 'Bad Request';
    const head = [
      `HTTP/1.1 ${refusal.status} ${reason}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(refusal.body)}`,
      `x-should-retry: ${refusal.shouldRetry}`,
      'connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${refusal.body}`);
  };
}

/** An address that the router cannot parse ("/%zz", or a name of a thousand letters) is unknown. */
export function answerMalformedUrl(language: Language) {
  return (_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    sendRefusal(refuse(unknownReader(request, language), 'unknownUrl', { served: SERVED_ROUTES }), request, reply);
  };
}
