import { listNotices } from '../../../admin/notices/notices.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { noticeList } from '../notices/notice-list.ts';
import { NOTICES_PATH } from '../notices/paths.ts';
import { NOTICES_PAGE } from '../notices/texts.ts';

const MAX_NOTICES = 3;

/** The newest that the owner has not read; nothing when there are none. */
export async function newNotices(view: OwnerView, site: Site): Promise<Html> {
  if (view.unreadNotices === 0) return NOTHING;
  const t = NOTICES_PAGE[view.language];
  const { rows } = await listNotices({ after: null, limit: MAX_NOTICES, unread: true }, view, site);
  return html`<section><h2>${t.newest} <span class="count">${view.unreadNotices}</span></h2>
${noticeList(view, rows)}
<p class="pager"><a href="${NOTICES_PATH}">${t.allNew(view.unreadNotices)}</a></p></section>`;
}
