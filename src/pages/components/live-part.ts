import { type Html, html } from '../web/html.ts';

/**
 * A part of a page that live.js loads again every few seconds while the page is visible. The path serves the same content
 * (see ownerFragment). A page with one names "live.js" among its scripts.
 */
export function livePart(path: string, content: Html, everySeconds = 5): Html {
  return html`<div data-live="${path}" data-every="${everySeconds}">${content}</div>`;
}
