import type { FastifyInstance } from 'fastify';
import { AdminError } from '../../../admin/admin-error.ts';
import { listNoticeChannels, retryDelivery } from '../../../admin/notice-channels.ts';
import type { DeliveryState } from '../../../store/delivery-store.ts';
import { choices } from '../../components/choices.ts';
import { emptyState } from '../../components/empty-state.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { pager } from '../../components/pager.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { problemText } from '../form-errors/form-errors.ts';
import { deliveryTable } from './delivery-table.ts';
import { DELIVERIES } from './delivery-texts.ts';
import { loadDeliveries } from './load.ts';
import { CHANNELS_PATH, DELIVERIES_PATH } from './paths.ts';
import { CHANNELS } from './texts.ts';

const ROWS_PER_PAGE = 50;
const STATES: readonly DeliveryState[] = ['waiting', 'sent', 'failed'];

export function deliveryRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, DELIVERIES_PATH, ({ view, query }) => deliveriesPage(view, query, site));

  ownerPost(app, site, `${DELIVERIES_PATH}/:id/retry`, async ({ view, param }) => {
    try {
      await retryDelivery(parseId(param('id')), view.actor, site);
      return seeOther(DELIVERIES_PATH, 'delivery_retried');
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      if (error.isNotFound) throw new PageError(404);
      const refused = problemText(view.language, error.problem);
      return withStatus(409, await deliveriesPage(view, new URLSearchParams(), site, refused));
    }
  });
}

async function deliveriesPage(view: OwnerView, query: URLSearchParams, site: Site, refused?: string): Promise<Html> {
  const t = DELIVERIES[view.language];
  const [cursor, channel] = [query.get('after'), query.get('channel')];
  const channelId = channel === null ? undefined : parseId(channel);
  const state = STATES.find((each) => each === query.get('state'));
  const request = { after: cursor === null ? null : parseId(cursor), limit: ROWS_PER_PAGE, channelId, state };
  const [{ deliveries, notices }, channels] = await Promise.all([
    loadDeliveries(view, request, site),
    listNoticeChannels(site),
  ]);
  const { rows, next } = deliveries;
  const none = channelId === undefined && state === undefined ? t.none : t.noneFound;
  const name = channels.find((each) => each.channel.id === channelId)?.channel.name ?? rows[0]?.channelName;
  return renderPage(
    { ...view, here: view.here ?? DELIVERIES_PATH },
    {
      title: t.title,
      lead: t.lead,
      actions: html`<a class="button plain" href="${CHANNELS_PATH}">${CHANNELS[view.language].title}</a>`,
      body: html`${refused === undefined ? null : notice('bad', refused)}
${channelId === undefined ? null : html`<p>${t.ofChannel(name ?? String(channelId))} · <a href="${DELIVERIES_PATH}">${t.everyChannel}</a></p>`}
${stateChoices(view, channel, state)}
<div class="after-choices">${rows.length === 0 ? emptyState(none) : html`${deliveryTable(view, rows, notices)}${pager(view, query, next)}`}</div>`,
    },
  );
}

function stateChoices(view: OwnerView, channel: string | null, state: DeliveryState | undefined): Html {
  const t = DELIVERIES[view.language];
  const hrefOf = (value: DeliveryState | null) => {
    const query = new URLSearchParams({
      ...(channel === null ? {} : { channel }),
      ...(value === null ? {} : { state: value }),
    });
    return query.size === 0 ? DELIVERIES_PATH : `${DELIVERIES_PATH}?${query}`;
  };
  return choices(t.state, [
    { href: hrefOf(null), text: t.all, isOn: state === undefined },
    ...STATES.map((each) => ({ href: hrefOf(each), text: t.states[each], isOn: state === each })),
  ]);
}
