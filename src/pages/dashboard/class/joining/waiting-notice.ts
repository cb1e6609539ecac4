import { notice } from '../../../components/notice.ts';
import type { Site } from '../../../web/deps.ts';
import { type Html, html, NOTHING } from '../../../web/html.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { requestsPath } from './paths.ts';
import { REQUESTS } from './request-texts.ts';

/** For the overview: the classes in which somebody waits for the owner. Nothing while nobody does. */
export async function waitingNotice({ language, now }: OwnerView, { store }: Site): Promise<Html> {
  const counts = await store.joining.countWaiting(now);
  if (counts.size === 0) return NOTHING;
  const t = REQUESTS[language];
  const classes = await Promise.all(
    [...counts].map(async ([id, requests]) => ({ schoolClass: await store.access.getClass(id), requests })),
  );
  const items = classes.map(({ schoolClass, requests }) =>
    schoolClass === null
      ? null
      : html`<li><a href="${requestsPath(schoolClass.id)}">${t.waitingOf(schoolClass.name, requests)}</a></li>`,
  );
  return notice('near', html`<h2>${t.waitingTitle}</h2><ul>${items}</ul>`);
}
