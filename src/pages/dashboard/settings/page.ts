import type { FastifyInstance } from 'fastify';
import { AdminError } from '../../../admin/admin-error.ts';
import { isRotationProblem, type RotationProblem } from '../../../admin/owner-token.ts';
import { type TestedProvider, testAllProviders } from '../../../admin/providers.ts';
import { makeSignInLink } from '../../../admin/sign-in-links.ts';
import type { CheckReport } from '../../../store/check-report.ts';
import { copyLine } from '../../components/copy-button.ts';
import { renderPage } from '../../components/layout.ts';
import { LAYOUT } from '../../components/layout-texts.ts';
import { notice } from '../../components/notice.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { OWNER_SIGN_IN } from '../../web/sign-in-paths.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { API_REFERENCE_PATH } from '../api-reference/page.ts';
import { API_REFERENCE } from '../api-reference/texts.ts';
import { forgettingSection } from '../forgetting/settings-section.ts';
import { noticeChoiceSection } from '../notices/choice-section.ts';
import { backupsSection } from './backups-section.ts';
import { channelsSection } from './channels-section.ts';
import { configurationSection } from './configuration-section.ts';
import { LEDGER_CHECK_PATH, ledgerCheckSection } from './ledger-check-section.ts';
import { modelsSection } from './models-section.ts';
import { newLinkPage } from './new-link-page.ts';
import { pricesSection } from './prices-section.ts';
import { PROVIDERS_TEST_PATH, providersSection } from './providers-section.ts';
import { SETTINGS_PATH } from './settings-path.ts';
import { NEW_LINK_PATH, OWNER_TOKEN_PATH, signingInSection } from './signing-in-section.ts';
import { supportRoutes, supportSection } from './support-section.ts';
import { SETTINGS_PAGE } from './texts.ts';
import { TIME_ZONE_PATH, timeZoneSection } from './time-zone-section.ts';

export function settingsRoutes(app: FastifyInstance, site: Site): void {
  const { sessions } = site;
  supportRoutes(app, site);

  ownerPage(app, site, SETTINGS_PATH, ({ view }) => settingsPage(view, site, {}));

  ownerPost(app, site, LEDGER_CHECK_PATH, async ({ view }) =>
    settingsPage(view, site, { report: await site.checkLedger() }),
  );

  ownerPost(app, site, PROVIDERS_TEST_PATH, async ({ view }) =>
    settingsPage(view, site, { tested: await testAllProviders(site) }),
  );

  ownerPost(app, site, TIME_ZONE_PATH, async ({ view, form }) => {
    const timeZone = form.text('time_zone');
    try {
      await site.ownerTimeZone.change(timeZone === '' ? null : timeZone, view.actor);
      return seeOther(SETTINGS_PATH, 'time_zone_changed');
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      return withStatus(422, await settingsPage(view, site, { refusedZone: timeZone }));
    }
  });

  ownerPost(app, site, NEW_LINK_PATH, async ({ view }) => newLinkPage(view, await makeSignInLink(view.actor, site)));

  ownerPost(app, site, OWNER_TOKEN_PATH, async ({ view, request, reply }) => {
    try {
      const token = await site.rotateOwnerToken(view.actor);
      await sessions.end('owner', request, reply);
      return newTokenPage(view, token);
    } catch (error) {
      if (!(error instanceof AdminError) || !isRotationProblem(error.problem)) throw error;
      return withStatus(409, await settingsPage(view, site, { error: rotationErrorText(view, error.problem) }));
    }
  });
}

function rotationErrorText({ language }: OwnerView, { code }: RotationProblem): string {
  const t = SETTINGS_PAGE[language];
  switch (code) {
    case 'owner_token_is_set':
      return t.ownerTokenIsSet;
    case 'owner_token_changed':
      return t.tokenReplacedBefore;
  }
}

interface Result {
  /** Of a check that was made just now. */
  readonly report?: CheckReport;
  /** Providers that were tested just now. */
  readonly tested?: readonly TestedProvider[];
  readonly error?: string;
  /** A time zone that there is not. */
  readonly refusedZone?: string;
}

async function settingsPage(
  view: OwnerView,
  site: Site,
  { report, tested = [], error, refusedZone }: Result,
): Promise<Html> {
  const t = SETTINGS_PAGE[view.language];
  return renderPage(
    { ...view, here: view.here ?? SETTINGS_PATH },
    {
      title: LAYOUT[view.language].settings,
      lead: t.lead,
      actions: html`<a class="button plain" href="${API_REFERENCE_PATH}">${API_REFERENCE[view.language].title}</a>`,
      body: html`${error === undefined ? null : notice('bad', error)}
${timeZoneSection(view, site, refusedZone)}
${await noticeChoiceSection(view, site)}
${signingInSection(view, site)}
${channelsSection(view)}
${ledgerCheckSection(view, report)}
${backupsSection(view, site.store.cluster.isShared)}
${forgettingSection(view)}
${supportSection(view)}
${providersSection(view, site, tested)}
${modelsSection(view, site)}
${pricesSection(view, site)}
${configurationSection(view, site)}`,
    },
  );
}

/** For a guest: the session has just ended. */
function newTokenPage(view: OwnerView, token: string): Html {
  const t = SETTINGS_PAGE[view.language];
  return renderPage(
    { ...view, role: 'guest', csrf: null },
    {
      title: t.newTokenTitle,
      lead: t.newTokenLead,
      body: html`<div class="stack">${copyLine(view, token, t.newTokenTitle)}<p>${t.newTokenNext}</p>
<p><a class="button primary" href="${OWNER_SIGN_IN}">${t.signInAgain}</a></p></div>`,
    },
  );
}
