import { notice } from '../../components/notice.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { MONEY_REQUESTS_PATH } from './paths.ts';
import { WAITING_REQUESTS } from './texts.ts';

/** For the overview: how many students ask for more money. Nothing while nobody does. */
export async function waitingRequestsNotice({ language, now }: OwnerView, { store }: Site): Promise<Html> {
  const open = await store.moneyRequests.countOpen(now);
  if (open === 0) return NOTHING;
  return notice('near', html`<a href="${MONEY_REQUESTS_PATH}">${WAITING_REQUESTS[language].waiting(open)}</a>`);
}
