import type { SchoolClass } from '../../../../access/classes.ts';
import { submit, textArea } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import { type Form, postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import type { OwnerView, ViewContext } from '../../../web/view-context.ts';
import { classPath } from '../class-path.ts';
import { ROSTER } from './texts.ts';

/** Reads a chosen file into the text area; without scripts, a roster is pasted. */
export const ROSTER_SCRIPTS = ['roster-file.js'];

/** As it was pasted: a tab at its beginning is an empty cell. */
export function rosterTextOf(form: Form): string {
  return form.all('roster')[0] ?? '';
}

/** @param refused the text that was sent, and what is wrong with the whole of it */
export function rosterPage(
  view: OwnerView,
  { id, name }: SchoolClass,
  refused: { readonly text: string; readonly error: string } | null,
): Html {
  const t = ROSTER[view.language];
  const content = html`${rosterFields(view, refused?.text ?? '', refused?.error)}${submit(t.preview)}`;
  return renderPage(view, {
    title: t.title,
    lead: html`${name} · ${t.lead}`,
    actions: html`<a class="button plain" href="${classPath(id)}">${t.back}</a>`,
    body: postForm(view, classPath(id, '/roster'), content),
    scripts: ROSTER_SCRIPTS,
  });
}

/** No maxlength: a browser would cut a roster without a word. */
export function rosterFields({ language }: ViewContext, value: string, error?: string): Html {
  const t = ROSTER[language];
  return html`${textArea({ name: 'roster', label: t.roster, hint: t.rosterHint, rows: 14, value, error })}
<div class="field" data-fills="field-roster" data-unreadable="${t.unreadable}" hidden><label for="roster-file">${t.file}</label><input id="roster-file" type="file" accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"><p class="error" role="alert" hidden></p></div>`;
}
