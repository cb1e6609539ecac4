import { type ClaimLink, claimLinkState } from '../../../access/claim-links.ts';
import { confirm } from '../../components/confirm.ts';
import { submit } from '../../components/field.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { linkStateText, mailStateText } from './link-state.ts';
import { studentLinkPath } from './paths.ts';
import { CLAIM_LINKS } from './texts.ts';

/** Makes a link for one student, and says what became of the newest one. */
export function studentLinkPart(view: OwnerView, studentId: number, link: ClaimLink | undefined): Html {
  const t = CLAIM_LINKS[view.language];
  const isOpen = link !== undefined && claimLinkState(link, view.now) === 'open';
  const make = html`<input type="hidden" name="newest" value="${link?.id ?? 0}"><p class="hint">${t.lead}</p>${submit(t.make, 'plain')}`;
  const revoke = confirm(view, {
    open: t.revokeOne,
    consequence: t.revokeOneMeans,
    act: t.revokeOneAct,
    action: studentLinkPath(studentId, '/revoke'),
  });
  const mail = link?.mail ? html` · ${mailStateText(view, link.mail)}` : null;
  return html`<div class="stack claim-link" id="claim-link"><h3>${t.title}</h3>
<p>${linkStateText(view, link)}${mail}</p>
${postForm(view, studentLinkPath(studentId), make, 'stack')}${isOpen ? revoke : null}</div>`;
}
