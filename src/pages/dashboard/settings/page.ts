import type { FastifyInstance } from 'fastify';
import { AdminError } from '../../../admin/admin-error.ts';
import { ownersChange } from '../../../api/deps.ts';
import type { CheckReport } from '../../../store/check-report.ts';
import { confirm } from '../../components/confirm.ts';
import { copyLine } from '../../components/copy-button.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import { notice } from '../../components/notice.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { OWNER_SIGN_IN } from '../../web/sign-in-paths.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import { configurationSection } from './configuration.ts';
import { pricesSection } from './prices.ts';
import { SETTINGS_PAGE } from './texts.ts';

const SETTINGS_PATH = '/dashboard/settings';

export function settingsRoutes(app: FastifyInstance, site: Site): void {
  const { owner, sessions } = site;

  ownerPage(app, site, SETTINGS_PATH, ({ view }) => settingsPage(view, site, {}));

  ownerPost(app, site, `${SETTINGS_PATH}/check`, async ({ view }) =>
    settingsPage(view, site, { report: await owner.checkLedger() }),
  );

  ownerPost(app, site, `${SETTINGS_PATH}/owner-token`, async ({ view, request, reply }) => {
    const t = SETTINGS_PAGE[view.language];
    try {
      const token = await owner.rotateOwnerToken(ownersChange(owner));
      await sessions.end('owner', request, reply);
      return rotatedPage(view, token);
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      const fault = error.code === 'owner_token_is_set' ? t.ownerTokenIsSet : t.rotatedBefore;
      return withStatus(409, settingsPage(view, site, { fault }));
    }
  });
}

interface Said {
  /** What a check found just now. */
  readonly report?: CheckReport;
  readonly fault?: string;
}

function settingsPage(view: OwnerView, site: Site, { report, fault }: Said): Html {
  const t = SETTINGS_PAGE[view.language];
  return renderPage(
    { ...view, here: view.here ?? SETTINGS_PATH },
    {
      title: LAYOUT[view.language].settings,
      lead: t.lead,
      body: html`${fault === undefined ? null : notice('bad', fault)}
${signingInSection(view, site)}
${checkSection(view, report)}
${pricesSection(view, site)}
${configurationSection(view, site)}`,
    },
  );
}

function signingInSection(view: OwnerView, { settings }: Site): Html {
  const t = SETTINGS_PAGE[view.language];
  const isSet = settings.some(({ name, isDefault }) => name === 'JIGAP_OWNER_TOKEN' && !isDefault);
  const rotation = { open: t.rotate, consequence: t.rotateWhat, act: t.rotateDo };
  return html`<section><h2>${t.signingIn}</h2><div class="columns">
<div class="stack"><h3>${t.ownerToken}</h3><p>${t.ownerTokenWhat}</p>${
    isSet
      ? html`<p class="quiet-text">${t.ownerTokenIsSet}</p>`
      : confirm(view, { ...rotation, action: `${SETTINGS_PATH}/owner-token` })
  }</div>
<div class="stack"><h3>${t.everywhere}</h3><p>${t.everywhereWhat}</p>
${postForm(view, '/dashboard/sign-out-everywhere', submit(t.everywhereDo, 'plain'))}</div>
</div></section>`;
}

function checkSection(view: OwnerView, report: CheckReport | undefined): Html {
  const t = SETTINGS_PAGE[view.language];
  return html`<section id="ledger"><h2>${t.check}</h2>${report === undefined ? null : reportNotice(view, report)}
<div class="stack"><p>${t.checkWhat}</p>${postForm(view, `${SETTINGS_PATH}/check`, submit(t.checkDo, 'plain'))}</div></section>`;
}

/** Faults are in the words of the ledger, which are those of the incident and the log. */
function reportNotice(view: ViewContext, { balances, records, holds, faults }: CheckReport): Html {
  const t = SETTINGS_PAGE[view.language];
  const looked = html`<p>${t.checked(balances, records, holds)}</p>`;
  if (faults.length === 0) return notice('good', html`<p><strong>${t.checkGood}</strong></p>${looked}`);
  const list = html`<ul>${faults.map((fault) => html`<li>${fault}</li>`)}</ul>`;
  return notice('bad', html`<p><strong>${t.checkBad(faults.length)}</strong></p>${list}${looked}`);
}

/** In the frame of somebody who is signed out, which is so from now on. */
function rotatedPage(view: OwnerView, token: string): Html {
  const t = SETTINGS_PAGE[view.language];
  return renderPage(
    { ...view, role: 'guest', csrf: null },
    {
      title: t.rotatedTitle,
      lead: t.rotatedLead,
      body: html`<div class="stack">${copyLine(view, token, t.rotatedTitle)}<p>${t.rotatedNext}</p>
<p><a class="button primary" href="${OWNER_SIGN_IN}">${t.signInAgain}</a></p></div>`,
    },
  );
}
