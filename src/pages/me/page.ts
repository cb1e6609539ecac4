import type { FastifyInstance } from 'fastify';
import { datesText } from '../components/class-dates.ts';
import { renderPage } from '../components/layout.ts';
import { livePart } from '../components/live-part.ts';
import type { Site } from '../web/deps.ts';
import { html } from '../web/html.ts';
import { studentFragment, studentPage } from '../web/page-routes.ts';
import type { StudentView } from '../web/view-context.ts';
import { standingNotices } from './budget-status.ts';
import { modelsAndRules } from './class-terms.ts';
import { codeSection } from './code.ts';
import { ME } from './texts.ts';
import { tokenRoutes, tokenSection } from './token.ts';
import { tryItRoutes, tryItSection } from './try-it.ts';
import { walletPart } from './wallet.ts';

const LIVE = '/me/live';
/** Seldom enough for a class that leaves this page open on every desk. */
const EVERY_SECONDS = 10;

/**
 * The student's own page: what is left, what calls cost, how to make one. Everything on it is of the caller whom the
 * session names; the note, the wallet and the other students are the owner's affair.
 */
export function myPageRoutes(app: FastifyInstance, site: Site): void {
  studentPage(app, site, '/me', async ({ view }) =>
    renderPage(view, {
      title: ME[view.language].title(view.caller.student.name),
      lead: classLine(view),
      body: html`${standingNotices(view)}${livePart(LIVE, await walletPart(view, site), EVERY_SECONDS)}
${tryItSection(view, site)}${codeSection(view, site)}${modelsAndRules(view, site)}${tokenSection(view)}`,
      scripts: ['live.js', 'try-it.js', 'once.js'],
    }),
  );
  studentFragment(app, site, LIVE, ({ view }) => walletPart(view, site));
  tryItRoutes(app, site);
  tokenRoutes(app, site);
}

/** "파이썬 기초 2반 · 2026. 9. 1. ~ 2026. 12. 18." */
function classLine(view: StudentView): string | undefined {
  const { schoolClass } = view.caller;
  if (schoolClass === null) return undefined;
  const { name, startsOn, endsOn } = schoolClass;
  return startsOn === null && endsOn === null ? name : `${name} · ${datesText(view, schoolClass)}`;
}
