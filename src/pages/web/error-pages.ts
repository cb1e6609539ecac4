import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { renderPage } from '../components/layout.ts';
import type { Site } from './deps.ts';
import { BACK, ERROR_PAGES } from './error-texts.ts';
import { html } from './html.ts';
import { type ErrorStatus, PageError } from './page-error.ts';
import { sendHtml } from './page-routes.ts';
import { guestViewOf } from './view-context.ts';

/** Every failed page ends here, in words of our own: what went wrong inside goes to the log. */
export function answerError(site: Site) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const status = statusOf(error);
    if (status >= 500) request.log.error({ err: error }, 'a page failed');
    if (error instanceof PageError && error.retryAfterSeconds !== null) {
      void reply.header('retry-after', String(error.retryAfterSeconds));
    }
    const view = guestViewOf(request, site);
    const { title, what } = ERROR_PAGES[view.language][status];
    const start = START.find((path) => view.path.startsWith(path)) ?? '/';
    const body = html`<p><a class="button plain" href="${start}">${BACK[view.language]}</a></p>`;
    return sendHtml(reply.code(status), renderPage(view, { title, lead: what, body }));
  };
}

const START = ['/dashboard', '/join', '/me'];

/** By name: the store's classes are not known here, and the owner's refusals carry their status. */
function statusOf(error: FastifyError & { readonly status?: number }): ErrorStatus {
  if (error instanceof PageError) return error.status;
  if (error.name === 'NotFoundError') return 404;
  if (error.name === 'StorageError') return 503;
  const given = error.name === 'OwnerError' || error.name === 'FastifyError' ? (error.status ?? error.statusCode) : 500;
  return SAID.find((status) => status === given) ?? (given !== undefined && given < 500 ? 400 : 500);
}

const SAID: readonly ErrorStatus[] = [400, 403, 404, 413, 415, 429, 503];
