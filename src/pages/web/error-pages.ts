import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AdminError } from '../../admin/admin-error.ts';
import { storeErrorKind } from '../../admin/store-error-kind.ts';
import { renderPage } from '../components/layout.ts';
import type { Site } from './deps.ts';
import { ERRORS } from './error-texts.ts';
import { html } from './html.ts';
import { ERROR_STATUSES, type ErrorStatus, PageError } from './page-error.ts';
import { sendHtml } from './page-response.ts';
import { guestViewOf } from './view-context.ts';

/** Sends the page of an error's status. Messages of errors go to the log only: they may name files or secrets. */
export function sendErrorPage(site: Site) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const status = statusOf(error);
    if (status >= 500) request.log.error({ err: error }, 'a page failed');
    if (error instanceof PageError && error.retryAfterSeconds !== null) {
      void reply.header('retry-after', String(error.retryAfterSeconds));
    }
    const view = guestViewOf(request, site);
    const { pages, forStudents } = ERRORS[view.language];
    const isOwners = view.path.startsWith(OWNER_PATH);
    const { title, lead } = (isOwners ? undefined : forStudents[status]) ?? pages[status];
    const start = START_PATHS.find((path) => view.path.startsWith(path)) ?? '/';
    const body = html`<p><a class="button plain" href="${start}">${ERRORS[view.language].back}</a></p>`;
    return sendHtml(reply.code(status), renderPage(view, { title, lead, body }));
  };
}

const OWNER_PATH = '/dashboard';
const START_PATHS = [OWNER_PATH, '/join', '/me'];

function statusOf(error: FastifyError & { readonly status?: number }): ErrorStatus {
  if (error instanceof PageError) return error.status;
  if (error instanceof AdminError) return error.code.endsWith('_not_found') ? 404 : 400;
  const kind = storeErrorKind(error);
  if (kind === 'not_found') return 404;
  if (kind === 'storage') return 503;
  const given = error.name === 'ApiError' || error.name === 'FastifyError' ? (error.status ?? error.statusCode) : 500;
  return ERROR_STATUSES.find((status) => status === given) ?? (given !== undefined && given < 500 ? 400 : 500);
}
