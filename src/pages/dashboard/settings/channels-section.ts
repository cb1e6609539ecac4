import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { DELIVERIES } from '../notice-channels/delivery-texts.ts';
import { CHANNELS_PATH, DELIVERIES_PATH } from '../notice-channels/paths.ts';
import { CHANNELS } from '../notice-channels/texts.ts';

/** The way to where notices go. */
export function channelsSection({ language }: OwnerView): Html {
  const t = CHANNELS[language];
  return html`<section id="notice-channels"><h2>${t.title}</h2><div class="stack"><p>${t.lead}</p>
<p><a class="button plain" href="${CHANNELS_PATH}">${t.title}</a> <a class="button plain" href="${DELIVERIES_PATH}">${DELIVERIES[language].title}</a></p></div></section>`;
}
