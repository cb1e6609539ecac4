import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { FORGETTING_PATH } from './paths.ts';
import { FORGETTING } from './texts.ts';

/** On the page of settings: the way to when names are forgotten. */
export function forgettingSection({ language }: OwnerView): Html {
  const t = FORGETTING[language];
  return html`<section><h2>${t.title}</h2><p>${t.what}</p>
<p class="section-actions"><a class="button plain" href="${FORGETTING_PATH}">${t.open}</a></p></section>`;
}
