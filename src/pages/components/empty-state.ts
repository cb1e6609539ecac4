import { type Html, html } from '../web/html.ts';

/** Nothing to show yet: why, and the next step. */
export function emptyState(text: string, next?: { readonly href: string; readonly text: string }): Html {
  return html`<div class="empty"><p>${text}</p>${
    next === undefined ? null : html`<p><a class="button primary" href="${next.href}">${next.text}</a></p>`
  }</div>`;
}
