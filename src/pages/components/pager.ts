import { type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { CONTROLS } from './control-texts.ts';

/** Links to further pages of a list, newest first; null when one page has all of it. @param next the store's cursor */
export function pager(view: ViewContext, query: URLSearchParams, next: number | null): Html | null {
  const isFirst = !query.has('after');
  if (isFirst && next === null) return null;
  const t = CONTROLS[view.language];
  return html`<nav class="pager" aria-label="${t.pages}">${
    isFirst ? null : html`<a href="${pathAfter(view, query, null)}">${t.newest}</a>`
  }${next === null ? null : html`<a rel="next" href="${pathAfter(view, query, String(next))}">${t.older}</a>`}</nav>`;
}

function pathAfter({ path }: ViewContext, query: URLSearchParams, after: string | null): string {
  const changed = new URLSearchParams(query);
  for (const name of ['after', 'lang', 'done']) changed.delete(name);
  if (after !== null) changed.set('after', after);
  return changed.size === 0 ? path : `${path}?${changed}`;
}
