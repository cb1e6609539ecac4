import { isLoopback, signInLinkAt } from '../../../address/site-address.ts';
import type { MadeSignInLink } from '../../../admin/sign-in-links.ts';
import { copyLine } from '../../components/copy-button.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { qrCode } from '../../components/qr-code.ts';
import { formatTime } from '../../format/format-time.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { SETTINGS_PATH } from './settings-path.ts';
import { SETTINGS_PAGE } from './texts.ts';

/** Shown this once: to read it again would be to find it. */
export function newLinkPage(view: OwnerView, { secret, expiresAt }: MadeSignInLink): Html {
  const t = SETTINGS_PAGE[view.language];
  const link = signInLinkAt(view.origin, secret);
  return renderPage(
    { ...view, here: SETTINGS_PATH },
    {
      title: t.newLinkTitle,
      lead: t.newLinkLead(formatTime(expiresAt, view, 'clock')),
      body: html`<div class="stack">${isLoopback(link) ? notice('near', t.newLinkIsLocal) : null}
<div class="sign-in-code">${qrCode(link, t.newLinkTitle)}</div>
${copyLine(view, link, t.newLinkTitle)}<p>${t.newLinkWarning}</p>
<p><a class="button plain" href="${SETTINGS_PATH}">${t.backToSettings}</a></p></div>`,
    },
  );
}
