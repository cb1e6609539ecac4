import { confirm } from '../../components/confirm.ts';
import { submit } from '../../components/field.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { SETTINGS_PAGE } from './texts.ts';

export const OWNER_TOKEN_PATH = '/dashboard/settings/owner-token';
export const NEW_LINK_PATH = '/dashboard/settings/sign-in-link';

export function signingInSection(view: OwnerView, { settings }: Site): Html {
  const t = SETTINGS_PAGE[view.language];
  const isSet = settings.some(({ name, isDefault }) => name === 'JIGAP_OWNER_TOKEN' && !isDefault);
  const rotation = { open: t.rotate, consequence: t.rotateWhat, act: t.rotateDo, action: OWNER_TOKEN_PATH };
  return html`<section><h2>${t.signingIn}</h2><div class="columns">
<div class="stack"><h3>${t.ownerToken}</h3><p>${t.ownerTokenWhat}</p>${
    isSet ? html`<p class="quiet-text">${t.ownerTokenIsSet}</p>` : confirm(view, rotation)
  }</div>
<div class="stack"><h3>${t.otherDevice}</h3><p>${t.otherDeviceWhat}</p>
${postForm(view, NEW_LINK_PATH, submit(t.otherDeviceDo, 'plain'))}</div>
<div class="stack"><h3>${t.everywhere}</h3><p>${t.everywhereWhat}</p>
${postForm(view, '/dashboard/sign-out-everywhere', submit(t.everywhereDo, 'plain'))}</div>
</div></section>`;
}
