import { type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { CONTROLS } from './control-texts.ts';

export interface Place {
  /** Rows before the first one of the page. */
  readonly offset: number;
  /** On the page. */
  readonly rows: number;
  /** Of all pages. */
  readonly total: number;
  readonly rowsAPage: number;
}

/** Links to the rows before and after of a sorted list; null when all are on the page. @param range "1 to 50 of 400" */
export function placePager(
  { language }: ViewContext,
  { offset, rows, total, rowsAPage }: Place,
  pathFrom: (offset: number) => string,
  range: (first: number, last: number, total: number) => string,
): Html | null {
  if (rows === total) return null;
  const t = CONTROLS[language];
  const before = offset > 0 ? html`<a rel="prev" href="${pathFrom(offset - rowsAPage)}">${t.before}</a>` : null;
  const after = offset + rows < total ? html`<a rel="next" href="${pathFrom(offset + rows)}">${t.after}</a>` : null;
  return html`<nav class="pager" aria-label="${t.pages}">${before}${after}<span class="quiet-text">${range(offset + 1, offset + rows, total)}</span></nav>`;
}
