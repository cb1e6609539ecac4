import { postForm } from '../web/forms.ts';
import { type Html, html, type Part } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { submit } from './field.ts';

export interface Confirmation {
  /** On the button that opens the form. */
  readonly open: string;
  /** What will happen, in one or two plain sentences. */
  readonly consequence: Part;
  /** On the button that sends the form: a verb, never "OK". */
  readonly act: string;
  readonly action: string;
  /** Further fields. */
  readonly fields?: Html;
  readonly look?: 'danger' | 'primary';
}

/** Two steps for what cannot be undone, also without scripts: a first button says what will happen, a second one does it. */
export function confirm(
  view: ViewContext,
  { open, consequence, act, action, fields, look = 'danger' }: Confirmation,
): Html {
  const form = postForm(view, action, html`<p>${consequence}</p>${fields}${submit(act, look)}`);
  return html`<details class="confirm"><summary class="button ${look === 'danger' ? 'danger-open' : 'plain'}">${open}</summary>${form}</details>`;
}
