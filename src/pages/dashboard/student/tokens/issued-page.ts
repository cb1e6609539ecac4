import { baseUrlAt } from '../../../../address/site-address.ts';
import type { IssuedToken } from '../../../../admin/tokens.ts';
import { addressNotice } from '../../../components/address-notice.ts';
import { copyLine } from '../../../components/copy-button.ts';
import { renderPage } from '../../../components/layout.ts';
import { notice } from '../../../components/notice.ts';
import { exampleModel, snippets } from '../../../components/snippets.ts';
import type { Site } from '../../../web/deps.ts';
import { type Html, html } from '../../../web/html.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { linkTo } from '../../../web/way-back.ts';
import { studentPath } from '../student-path.ts';
import { STUDENT_TOKENS } from './texts.ts';
import type { TokenOwner } from './token-page.ts';

/** The only page that ever shows an API token to the owner. */
export function issuedPage(
  view: OwnerView,
  { policy }: Site,
  { student, schoolClass }: TokenOwner,
  { secret }: IssuedToken,
): Html {
  const t = STUDENT_TOKENS[view.language];
  const model = exampleModel(policy(), schoolClass);
  return renderPage(view, {
    title: t.issuedTitle,
    lead: html`${t.issuedFor}: <strong>${student.name}</strong>`,
    body: html`${notice('near', t.shownOnce)}
<dl class="secrets"><div><dt>${t.token}</dt><dd>${copyLine(view, secret, t.token)}</dd></div>
<div><dt>${t.baseUrl}</dt><dd>${copyLine(view, baseUrlAt(view.origin), t.baseUrl)}</dd></div></dl>
${addressNotice(view)}
<p class="more"><a class="button primary" href="${linkTo(view, studentPath(student.id))}">${t.done}</a></p>
<section class="section"><h2>${t.ready}</h2>${snippets(view, { apiToken: secret, model })}</section>`,
  });
}

/** The answer to a form that already issued a token. */
export function usedPage(view: OwnerView, { student }: TokenOwner): Html {
  const t = STUDENT_TOKENS[view.language];
  return renderPage(view, {
    title: t.usedTitle,
    lead: t.usedWhat,
    body: html`<p><a class="button primary" href="${linkTo(view, studentPath(student.id))}">${t.toStudent}</a></p>`,
  });
}
