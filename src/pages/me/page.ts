import type { FastifyInstance } from 'fastify';
import { datesText } from '../components/class-dates.ts';
import { renderPage } from '../components/layout.ts';
import { livePart } from '../components/live-part.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import { studentFragment, studentPage } from '../web/page-routes.ts';
import type { StudentView } from '../web/view-context.ts';
import { accessNotices } from './budget-status.ts';
import { CODE_ID, codeSection } from './code-section.ts';
import { estimateRoutes } from './estimate/page.ts';
import { callCostSection, findCallRoutes } from './find-call/page.ts';
import { lessonTimes } from './lessons/lesson-notice.ts';
import { liveNumbers } from './live-numbers.ts';
import { modelsAndRules } from './models-and-rules.ts';
import { moneyRequestRoutes } from './money-requests/page.ts';
import { moneyRequestsSection, type RefusedAsk } from './money-requests/section.ts';
import { ME } from './texts.ts';
import { tokenRoutes, tokenSection } from './token-section.ts';
import { tryImageSection } from './try-image/section.ts';
import { tryItRoutes, tryItSection } from './try-it.ts';
import { trySpeechSection } from './try-speech/section.ts';

const LIVE_PATH = '/me/live';
/** A whole class may leave this page open. */
const LIVE_SECONDS = 10;

/**
 * The student's own page: what is left, what calls cost, how to make one. It shows only data of the session's caller;
 * the owner's note, the wallet and other students never appear.
 */
export function myPageRoutes(app: FastifyInstance, site: Site): void {
  studentPage(app, site, '/me', ({ view }) => myPage(view, site, null));
  moneyRequestRoutes(app, site, (view, refused) => myPage(view, site, refused));
  studentFragment(app, site, LIVE_PATH, ({ view }) => liveNumbers(view, site));
  tryItRoutes(app, site);
  estimateRoutes(app, site);
  findCallRoutes(app, site);
  tokenRoutes(app, site);
}

async function myPage(view: StudentView, site: Site, refusedAsk: RefusedAsk | null): Promise<Html> {
  const [numbers, asking] = await Promise.all([liveNumbers(view, site), moneyRequestsSection(view, site, refusedAsk)]);
  return renderPage(view, {
    title: ME(view).title(view.caller.student.name),
    lead: classLine(view),
    actions: html`<a class="button plain" href="#${CODE_ID}">${ME(view).code}</a>`,
    body: html`${accessNotices(view)}${livePart(LIVE_PATH, numbers, LIVE_SECONDS)}
${asking}${tryItSection(view, site)}${tryImageSection(view, site)}${trySpeechSection(view, site)}${codeSection(view, site)}${callCostSection(view)}${lessonTimes(view)}${modelsAndRules(view, site)}${tokenSection(view)}`,
    scripts: ['live.js', 'try-it.js', 'try-picture.js', 'try-making.js', 'once.js'],
  });
}

/** "파이썬 기초 2반 · 2026. 9. 1. ~ 2026. 12. 18." */
function classLine(view: StudentView): string | undefined {
  const { schoolClass } = view.caller;
  if (schoolClass === null) return undefined;
  const { name, startsOn, endsOn } = schoolClass;
  return startsOn === null && endsOn === null ? name : `${name} · ${datesText(view, schoolClass)}`;
}
