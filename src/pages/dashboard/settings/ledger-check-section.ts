import type { CheckReport } from '../../../store/check-report.ts';
import { submit } from '../../components/field.ts';
import { notice } from '../../components/notice.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import { SETTINGS_PAGE } from './texts.ts';

export const LEDGER_CHECK_PATH = '/dashboard/settings/check';

export function ledgerCheckSection(view: OwnerView, report: CheckReport | undefined): Html {
  const t = SETTINGS_PAGE[view.language];
  return html`<section id="ledger"><h2>${t.check}</h2>${report === undefined ? null : reportNotice(view, report)}
<div class="stack"><p>${t.checkWhat}</p>${postForm(view, LEDGER_CHECK_PATH, submit(t.checkDo, 'plain'))}</div></section>`;
}

/** Problems are in English, in the words of the incident and of the log. */
function reportNotice(view: ViewContext, { balances, records, holds, problems }: CheckReport): Html {
  const t = SETTINGS_PAGE[view.language];
  const counts = html`<p>${t.checked(balances, records, holds)}</p>`;
  if (problems.length === 0) return notice('good', html`<p><strong>${t.checkGood}</strong></p>${counts}`);
  const list = html`<ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>`;
  return notice('bad', html`<p><strong>${t.checkBad(problems.length)}</strong></p>${list}${counts}`);
}
