import { setImmediate } from 'node:timers/promises';
import { formatClaimCode } from '../../../access/claim-links.ts';
import { claimAddressAt, claimLinkAt } from '../../../address/site-address.ts';
import type { MadeClaimLink } from '../../../admin/claim-links.ts';
import { qrCode } from '../../components/qr-code.ts';
import { formatTime } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { SLIP } from './texts.ts';

/** Some milliseconds of QR codes: a sheet of 2,000 slips must not delay the calls of students. */
const SLIPS_A_TURN = 10;

/** Slips to print and cut out, ten on a page of A4, each in the language of its student's class. */
export async function renderSlips(view: OwnerView, links: readonly MadeClaimLink[], site: Site): Promise<Html> {
  const slips: Html[] = [];
  for (const [index, link] of links.entries()) {
    if (index % SLIPS_A_TURN === 0) await setImmediate();
    slips.push(renderSlip(view, link, site));
  }
  return html`<ul class="slips">${slips}</ul>`;
}

function renderSlip(view: OwnerView, { student, schoolClass, link, code }: MadeClaimLink, site: Site): Html {
  const language = schoolClass?.language ?? site.language;
  const t = SLIP[language];
  const inClass = inZone({ ...view, language, homeTimeZone: null }, schoolClass?.timeZone ?? site.timeZone);
  const lastDay = formatTime(link.expiresAt - 1, inClass, 'long');
  const number =
    student.studentNumber === null ? null : html` <span class="slip-number">${student.studentNumber}</span>`;
  return html`<li class="slip" lang="${language}">${qrCode(claimLinkAt(view.origin, code), t.qr)}
<div class="slip-text">${schoolClass === null ? null : html`<p class="slip-class">${schoolClass.name}</p>`}
<p class="slip-name">${student.name}${number}</p>
<p>${t.scan}</p>
<p class="slip-address">${claimAddressAt(view.origin)}</p>
<p class="slip-code">${codeLines(code)}</p>
<p>${t.once(lastDay)}</p></div></li>
`;
}

/** Two lines where one is too narrow. */
function codeLines(code: string): Html {
  const groups = formatClaimCode(code).split('-');
  const half = Math.ceil(groups.length / 2);
  return html`<span>${groups.slice(0, half).join('-')}-</span><span>${groups.slice(half).join('-')}</span>`;
}
