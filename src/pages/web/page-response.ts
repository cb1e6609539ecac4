import type { FastifyReply } from 'fastify';
import type { NoticeKey } from '../components/notice-texts.ts';
import { type Html, isHtml } from './html.ts';
import { addWayBack } from './way-back.ts';

/** Html is sent as a page with status 200; a handler that sends for itself (a file, a stream) returns its reply. */
export type RouteResponse = Html | StatusResponse | FastifyReply;

class StatusResponse {
  readonly send: (reply: FastifyReply, back: string | null) => FastifyReply;
  constructor(send: (reply: FastifyReply, back: string | null) => FastifyReply) {
    this.send = send;
  }
}

/**
 * 303: the browser gets another page after a form did its work.
 * @param path one of the pages, a query included @param notice what that page says happened
 */
export function seeOther(path: string, notice?: NoticeKey): StatusResponse {
  const separator = path.includes('?') ? '&' : '?';
  const address = notice === undefined ? path : `${path}${separator}done=${notice}`;
  return new StatusResponse((reply, back) => reply.redirect(addWayBack(address, back), 303));
}

/** A page with another status: a form shown again with its errors is 422. */
export function withStatus(status: number, page: Html): StatusResponse {
  return new StatusResponse((reply) => sendHtml(reply.code(status), page));
}

/** @param back the list from which the reader came: a redirect leads back to it, too */
export function sendResponse(response: RouteResponse, reply: FastifyReply, back: string | null): FastifyReply {
  if (response instanceof StatusResponse) return response.send(reply, back);
  return isHtml(response) ? sendHtml(reply, response) : response;
}

export function sendHtml(reply: FastifyReply, page: Html): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page.toString());
}
