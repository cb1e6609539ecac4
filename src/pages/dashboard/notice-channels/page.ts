import type { FastifyInstance } from 'fastify';
import { createNoticeChannel, type ListedNoticeChannel, listNoticeChannels } from '../../../admin/notice-channels.ts';
import { NOTICE_KIND_NAMES } from '../../../admin/notices/kind-names.ts';
import { dataTable } from '../../components/data-table.ts';
import { emptyState } from '../../components/empty-state.ts';
import { LANGUAGE_NAMES, renderPage } from '../../components/layout.ts';
import { ago } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { attempt, type FieldErrors } from '../form-errors/form-errors.ts';
import { SETTINGS_PATH } from '../settings/settings-path.ts';
import {
  CHANNEL_FIELDS,
  type ChannelDraft,
  draftSent,
  emptyDraft,
  newChannelForm,
  newChannelOf,
} from './channel-form.ts';
import { oneChannelRoutes } from './channel-page.ts';
import { channelState } from './channel-state.ts';
import { deliveryRoutes } from './deliveries-page.ts';
import { DELIVERIES } from './delivery-texts.ts';
import { CHANNELS_PATH, channelPath, DELIVERIES_PATH } from './paths.ts';
import { secretPage } from './secret-page.ts';
import { CHANNELS } from './texts.ts';

export function noticeChannelRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, CHANNELS_PATH, ({ view }) => channelsPage(view, site, emptyDraft(view), {}));

  ownerPost(app, site, CHANNELS_PATH, async ({ view, form }) => {
    const draft = draftSent(form);
    const attempted = await attempt(view.language, CHANNEL_FIELDS, () =>
      createNoticeChannel(newChannelOf(draft), view.actor, site),
    );
    if ('errors' in attempted) return withStatus(422, await channelsPage(view, site, draft, attempted.errors));
    const { channel, secret } = attempted.done;
    return secret === null ? seeOther(channelPath(channel.id), 'channel_added') : secretPage(view, attempted.done);
  });

  oneChannelRoutes(app, site);
  deliveryRoutes(app, site);
}

async function channelsPage(view: OwnerView, site: Site, draft: ChannelDraft, errors: FieldErrors): Promise<Html> {
  const t = CHANNELS[view.language];
  const channels = await listNoticeChannels(site);
  const list = channels.length === 0 ? emptyState(t.none) : channelTable(view, channels);
  return renderPage(
    { ...view, here: view.here ?? CHANNELS_PATH },
    {
      title: t.title,
      lead: t.lead,
      actions: html`<a class="button plain" href="${SETTINGS_PATH}">${t.settings}</a>
<a class="button plain" href="${DELIVERIES_PATH}">${DELIVERIES[view.language].title}</a>`,
      body: html`<section>${list}</section>
<section id="add"><h2>${t.add}</h2><p class="section-actions">${t.addWhat}</p>${newChannelForm(view, site.mailer !== null, draft, errors)}</section>`,
    },
  );
}

function channelTable(view: OwnerView, rows: readonly ListedNoticeChannel[]): Html {
  const t = CHANNELS[view.language];
  return dataTable<ListedNoticeChannel>({
    ...{ caption: t.title, isCaptionHidden: true, rows },
    columns: [
      {
        head: t.name,
        isName: true,
        cell: ({ channel }) => html`<a href="${channelPath(channel.id)}">${channel.name}</a>`,
      },
      { head: t.kind, cell: ({ channel }) => t.kinds[channel.kind] },
      { head: t.address, cell: ({ channel }) => html`<code>${channel.address.shown}</code>` },
      { head: t.notices, cell: ({ channel }) => noticesText(view, channel.noticeKinds) },
      { head: t.language, cell: ({ channel }) => LANGUAGE_NAMES[channel.language] },
      { head: t.state, cell: ({ channel }) => channelState(view, channel) },
      { head: t.waiting, isNumber: true, cell: ({ waiting }) => waiting },
      {
        head: t.lastSent,
        cell: ({ channel }) => (channel.lastSentAt === null ? t.never : ago(channel.lastSentAt, view)),
      },
    ],
  });
}

function noticesText({ language }: OwnerView, kinds: readonly string[] | null): string {
  if (kinds === null) return CHANNELS[language].allNotices;
  const names: Readonly<Record<string, string>> = NOTICE_KIND_NAMES[language];
  return kinds.map((kind) => names[kind] ?? kind).join(', ');
}
