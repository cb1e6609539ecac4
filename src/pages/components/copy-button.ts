import { type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { CONTROLS } from './control-texts.ts';

/** A secret or an address on one line, with a button where scripts run; all of it is selected by a click otherwise. */
export function copyLine(view: ViewContext, text: string, label: string): Html {
  return html`<div class="copy-line"><code aria-label="${label}">${text}</code>${button(view)}</div>`;
}

/** Lines of code to copy as they are. */
export function copyBlock(view: ViewContext, code: string, label: string): Html {
  return html`<div class="copy-block"><pre tabindex="0" aria-label="${label}"><code>${code}</code></pre>${button(view)}</div>`;
}

/** copy.js shows it, and copies the code that stands before it. */
function button({ language }: ViewContext): Html {
  const { copy, copied } = CONTROLS[language];
  return html`<button type="button" class="button plain copy" data-copied="${copied}" hidden>${copy}</button>`;
}
