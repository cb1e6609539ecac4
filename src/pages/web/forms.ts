import type { FastifyRequest } from 'fastify';
import { attribute, type Html, html } from './html.ts';
import { PageError } from './page-error.ts';
import type { Sessions } from './sessions.ts';
import type { ViewContext } from './view-context.ts';

/** What a form sent: every field is a text, or missing. */
export class Form {
  readonly #fields: URLSearchParams;

  /** @param body as the parser of pages.ts left it; null for a form without a field */
  constructor(body: unknown) {
    const { fields } = (body ?? {}) as { readonly fields?: unknown };
    this.#fields = fields instanceof URLSearchParams ? fields : new URLSearchParams();
  }

  /** Trimmed; '' when the field is missing or empty. Of a repeated field, the first. */
  text(name: string): string {
    return this.#fields.get(name)?.trim() ?? '';
  }

  /** Every value of a repeated field, such as of checkboxes, as sent. */
  all(name: string): readonly string[] {
    return this.#fields.getAll(name);
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }
}

/** Forms of other sites are refused. @throws PageError 403 */
export function refuseOtherSites(request: FastifyRequest): void {
  if (!isFromOurSite(request)) throw new PageError(403);
}

/**
 * By what browsers say about where a request comes from. Sec-Fetch-Site is sent to trustworthy addresses only (https,
 * this machine); elsewhere, Origin has to be the host that was asked. A client that sends neither is no browser, and
 * carries nobody's cookies.
 */
export function isFromOurSite(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return OUR_OWN.has(String(site));
  return origin === undefined || URL.parse(origin)?.host === request.host;
}

/** `none`: the person did it, not a page. */
const OUR_OWN: ReadonlySet<string> = new Set(['same-origin', 'none']);

/** A form must carry what only pages of the same session show. @throws PageError 403 */
export function refuseForged(form: Form, sessionId: string, sessions: Sessions): void {
  if (!sessions.isCsrfOf(sessionId, form.text('csrf'))) throw new PageError(403);
}

/** A form with its proof. It sends to `action`, a path of ours. */
export function postForm(view: ViewContext, action: string, content: Html, className?: string): Html {
  return html`<form method="post" action="${action}" ${attribute('class', className)}>${csrfField(view)}${content}</form>`;
}

export function csrfField({ csrf }: ViewContext): Html | null {
  return csrf === null ? null : html`<input type="hidden" name="csrf" value="${csrf}">`;
}
