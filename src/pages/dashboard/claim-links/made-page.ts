import type { MadeClaimLink } from '../../../admin/claim-links.ts';
import { addressNotice } from '../../components/address-notice.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { MADE_LINKS_PATH } from './paths.ts';
import { renderSlips } from './slips.ts';
import { CLAIM_LINKS } from './texts.ts';

export interface BackLink {
  readonly href: string;
  readonly text: string;
}

/** The only page that ever shows these links: their codes are not stored, and loading it again shows none. */
export async function madePage(
  view: OwnerView,
  links: readonly MadeClaimLink[],
  { lead, back }: { readonly lead: string; readonly back: BackLink },
  site: Site,
): Promise<Html> {
  const t = CLAIM_LINKS[view.language];
  return renderPage(view, {
    title: t.madeTitle(links.length),
    lead,
    actions: html`<a class="button plain" href="${back.href}">${back.text}</a>`,
    body: html`<div class="on-screen stack">${notice('near', t.madeLead)}${addressNotice(view)}
<div class="actions"><button type="button" class="button primary" data-print hidden>${t.print}</button>
${downloadForm(view, links)}${mailForm(view, links, site)}</div></div>
<section class="section"><h2 class="on-screen">${t.slips}</h2>${await renderSlips(view, links, site)}</section>`,
    scripts: ['print.js'],
  });
}

/** The page sends back what it shows: nothing has to be stored for the download, and no script is needed. */
function downloadForm(view: OwnerView, links: readonly MadeClaimLink[]): Html {
  return postForm(
    view,
    `${MADE_LINKS_PATH}/csv`,
    html`${codeFields(links)}${submit(CLAIM_LINKS[view.language].download, 'plain')}`,
  );
}

function mailForm(view: OwnerView, links: readonly MadeClaimLink[], { mailer }: Site): Html {
  const t = CLAIM_LINKS[view.language];
  const mailable = links.filter(({ student }) => student.email !== null);
  if (mailable.length === 0) return html`<p class="hint">${t.noAddress}</p>`;
  if (mailer === null) return html`<p class="hint">${t.noMail}</p>`;
  return postForm(
    view,
    `${MADE_LINKS_PATH}/mail`,
    html`${codeFields(mailable)}${submit(t.send(mailable.length), 'plain')}`,
  );
}

function codeFields(links: readonly MadeClaimLink[]): Html[] {
  return links.map(({ code }) => html`<input type="hidden" name="code" value="${code}">`);
}

/** The answer to a form that already made links: they may be on paper by now, so they still work. */
export function usedPage(view: OwnerView, back: BackLink): Html {
  const t = CLAIM_LINKS[view.language];
  return renderPage(view, {
    title: t.usedTitle,
    lead: t.usedWhat,
    body: html`<p><a class="button primary" href="${back.href}">${back.text}</a></p>`,
  });
}
