import { type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { CONTROLS } from './control-texts.ts';

/** A secret or an address on one line. With scripts it has a copy button; without, a click selects all of it. */
export function copyLine(view: ViewContext, text: string, label: string): Html {
  return html`<div class="copy-line"><code aria-label="${label}">${text}</code>${button(view)}</div>`;
}

/** Lines of code to copy. */
export function copyBlock(view: ViewContext, code: string, label: string): Html {
  return html`<div class="copy-block"><pre tabindex="0" aria-label="${label}"><code>${code}</code></pre>${button(view)}</div>`;
}

/** copy.js shows the button, which copies the code before it. */
function button({ language }: ViewContext): Html {
  const { copy, copied } = CONTROLS[language];
  return html`<button type="button" class="button plain copy" data-copied="${copied}" hidden>${copy}</button>`;
}
