import type { FastifyInstance } from 'fastify';
import { isNoticeKind, NOTICE_KINDS } from '../../../admin/notices/notice-kinds.ts';
import { listNotices, markNoticesRead } from '../../../admin/notices/notices.ts';
import { choices } from '../../components/choices.ts';
import { emptyState } from '../../components/empty-state.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { pager } from '../../components/pager.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CHANNELS_PATH } from '../notice-channels/paths.ts';
import { SETTINGS_PATH } from '../settings/settings-path.ts';
import { CHOICE_ID } from './choice-section.ts';
import { noticeList } from './notice-list.ts';
import { NOTICES_PATH, READ_PATH } from './paths.ts';
import { NOTICES_PAGE } from './texts.ts';

const ROWS_PER_PAGE = 50;

export function noticeRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, NOTICES_PATH, async ({ view, query }) => {
    const t = NOTICES_PAGE[view.language];
    const named = query.get('kind');
    const kind = isNoticeKind(named) ? named : undefined;
    const cursor = query.get('after');
    const page = { after: cursor === null ? null : parseId(cursor), limit: ROWS_PER_PAGE };
    const { rows, next } = await listNotices({ ...page, ...(kind && { kind }) }, view, site);
    const none = kind === undefined ? emptyState(t.none) : html`<p class="quiet-text">${t.noneOfKind}</p>`;
    const list =
      rows.length === 0
        ? none
        : html`<h2 class="unseen">${kind === undefined ? t.all : t.shortKinds[kind]}</h2>${noticeList(view, rows)}${pager(view, query, next)}`;
    return renderPage(view, {
      title: t.title,
      lead: t.lead,
      actions: html`${await readForm(view, site)}<a class="button plain" href="${SETTINGS_PATH}#${CHOICE_ID}">${t.choose}</a>
<a class="button plain" href="${CHANNELS_PATH}">${t.channels}</a>`,
      body: html`${kindChoices(view, kind)}<div class="after-choices">${list}</div>`,
    });
  });

  ownerPost(app, site, READ_PATH, async ({ form }) => {
    await markNoticesRead(parseId(form.text('up_to')), site);
    return seeOther(NOTICES_PATH, 'notices_read');
  });
}

/** Up to the newest that this page knows: what comes while it is read stays new. */
async function readForm(view: OwnerView, { store }: Site): Promise<Html | null> {
  if (view.unreadNotices === 0) return null;
  const newest = await store.notices.newestNoticeId();
  const field = html`<input type="hidden" name="up_to" value="${newest}">`;
  return postForm(view, READ_PATH, html`${field}${submit(NOTICES_PAGE[view.language].read, 'plain')}`);
}

function kindChoices(view: OwnerView, kind: string | undefined): Html {
  const t = NOTICES_PAGE[view.language];
  return choices(t.kinds, [
    { href: NOTICES_PATH, text: t.all, isOn: kind === undefined },
    ...NOTICE_KINDS.map((each) => ({
      href: `${NOTICES_PATH}?kind=${each}`,
      text: t.shortKinds[each],
      isOn: each === kind,
    })),
  ]);
}
