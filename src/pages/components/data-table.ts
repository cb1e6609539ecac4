import { attribute, type Html, html, type Part } from '../web/html.ts';

export interface Column<Row> {
  readonly head: string;
  /** Only screen readers say it: the cells explain themselves. */
  readonly isHeadHidden?: boolean;
  readonly cell: (row: Row) => Part;
  /** Right-aligned, digits of one width. */
  readonly isNumber?: boolean;
  /** The cell names its row (th); one column of each table should. */
  readonly isName?: boolean;
  /** For scripts that read the table (charts): the bare number or text of the cell. */
  readonly value?: (row: Row) => string | number;
}

export interface Table<Row> {
  /** Screen readers always say it; `isCaptionHidden` where a heading says the same. */
  readonly caption: string;
  readonly isCaptionHidden?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** A last row in bold, such as the sums: one part per column. */
  readonly totals?: readonly Part[];
  /** On a phone: rows as label and value under each other (lists), or the table in a box that scrolls (sums). */
  readonly onPhone?: 'stack' | 'scroll';
}

export function dataTable<Row>(table: Table<Row>): Html {
  const { caption, columns, rows, totals, onPhone = 'stack' } = table;
  const heads = columns.map(
    ({ head, isNumber, isHeadHidden }) =>
      html`<th scope="col" ${attribute('class', isNumber ? 'number' : null)}>${isHeadHidden ? html`<span class="unseen">${head}</span>` : head}</th>`,
  );
  const inner = html`<table class="data ${onPhone}"><caption ${attribute('class', table.isCaptionHidden ? 'unseen' : null)}>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((column) => cellOf(column, row, onPhone))}</tr>\n`)}</tbody>
${totals === undefined ? null : totalsRow(totals, columns)}</table>`;
  // A box that scrolls must be reachable by keyboard, and then it needs a name.
  return onPhone === 'scroll'
    ? html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">${inner}</div>`
    : inner;
}

/** Stacked cells repeat the head of their column. */
function cellOf<Row>(column: Column<Row>, row: Row, onPhone: Table<Row>['onPhone']): Html {
  const { head, cell, isNumber, isName, isHeadHidden, value } = column;
  const attributes = [
    attribute('class', isNumber ? 'number' : null),
    attribute('data-head', isHeadHidden || onPhone === 'scroll' ? null : head),
    attribute('data-value', value?.(row)),
  ];
  return isName ? html`<th scope="row" ${attributes}>${cell(row)}</th>` : html`<td ${attributes}>${cell(row)}</td>`;
}

function totalsRow<Row>(totals: readonly Part[], columns: readonly Column<Row>[]): Html {
  const cells = totals.map((part, index) => {
    const column = columns[index];
    return html`<td ${[attribute('class', column?.isNumber ? 'number' : null), attribute('data-head', column?.head || null)]}>${part}</td>`;
  });
  return html`<tfoot><tr>${cells}</tr></tfoot>`;
}
