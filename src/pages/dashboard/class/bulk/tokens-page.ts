import { stringify } from 'csv-stringify/sync';
import { isWellFormed } from '../../../../access/api-tokens.ts';
import type { SchoolClass } from '../../../../access/classes.ts';
import type { Student } from '../../../../access/students.ts';
import { baseUrlAt } from '../../../../address/site-address.ts';
import type { IssuedToStudent } from '../../../../admin/bulk-change.ts';
import type { Language } from '../../../../language/languages.ts';
import { addressNotice } from '../../../components/address-notice.ts';
import { copyBlock, copyLine } from '../../../components/copy-button.ts';
import { dataTable } from '../../../components/data-table.ts';
import { submit } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import { notice } from '../../../components/notice.ts';
import { type Form, postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { classPath } from '../class-path.ts';
import { CLASS } from '../texts.ts';
import { failedNotice } from './preview-page.ts';
import { BULK } from './texts.ts';

/** The only page that ever shows these tokens: they are not stored, and loading it again shows none. */
export function tokensPage(
  view: OwnerView,
  { id, name }: SchoolClass,
  issued: readonly IssuedToStudent[],
  failed: readonly Student[],
): Html {
  const t = BULK[view.language];
  return renderPage(view, {
    title: issued.length === 0 ? t.title.tokens : t.tokensTitle(issued.length),
    lead: name,
    actions: html`<a class="button plain" href="${classPath(id)}">${t.back}</a>`,
    body: html`${failed.length === 0 ? null : failedNotice(view, issued.length, failed)}
${issued.length === 0 ? notice('near', t.noChanges) : tokenList(view, id, issued)}`,
  });
}

function tokenList(view: OwnerView, classId: number, issued: readonly IssuedToStudent[]): Html {
  const t = BULK[view.language];
  const table = dataTable<IssuedToStudent>({
    caption: t.token,
    isCaptionHidden: true,
    rows: issued,
    columns: [
      {
        head: CLASS[view.language].name,
        isName: true,
        cell: ({ student }) => html`<span class="who">${student.name}</span>`,
      },
      { head: t.token, cell: ({ secret }) => html`<code class="secret">${secret}</code>` },
    ],
  });
  // The page sends back what it shows: nothing has to be stored for the download, and no script is needed.
  const rows = issued.map(
    ({ student, secret }) =>
      html`<input type="hidden" name="name" value="${student.name}"><input type="hidden" name="token" value="${secret}">`,
  );
  const download = html`${rows}${submit(t.download)}`;
  return html`${notice('near', t.tokensLead)}
<div class="section-actions">${postForm(view, classPath(classId, '/tokens.csv'), download)}</div>
${table}
<details class="folded section"><summary>${t.copyList}</summary>${copyBlock(view, tokenLines(issued), t.copyList)}</details>
<section class="section"><h2>${t.baseUrl}</h2>${copyLine(view, baseUrlAt(view.origin), t.baseUrl)}${addressNotice(view)}</section>`;
}

/** For a spreadsheet's cells, or a message: pasted, a name would run as a formula that reads the tokens beside it. */
function tokenLines(issued: readonly IssuedToStudent[]): string {
  const rows = issued.map(({ student, secret }) => [student.name, secret]);
  return stringify(rows, { delimiter: '\t', quote: false, escape_formulas: true }).trimEnd();
}

/** Anything that is no API token is left out; no name runs as a formula. */
export function tokenCsv(language: Language, form: Form): string {
  const { name, token: secret } = BULK[language].csv;
  const names = form.all('name');
  const rows = form
    .all('token')
    .map((token, index) => [names[index] ?? '', token])
    .filter(([, token = '']) => isWellFormed(token, 'jgp_'));
  return stringify(rows, { header: true, columns: [name, secret], escape_formulas: true });
}
