import type { FastifyInstance } from 'fastify';
import { AdminError } from '../../../admin/admin-error.ts';
import {
  getNoticeChannel,
  type ListedNoticeChannel,
  removeNoticeChannel,
  rotateNoticeChannelSecret,
  testNoticeChannel,
  updateNoticeChannel,
} from '../../../admin/notice-channels.ts';
import { deliveryProblem } from '../../../language/delivery-problems.ts';
import type { Delivery } from '../../../store/delivery-store.ts';
import { confirm } from '../../components/confirm.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { notice } from '../../components/notice.ts';
import { ago } from '../../format/format-time.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost, type RouteRequest } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { attempt, type FieldErrors } from '../form-errors/form-errors.ts';
import { CHANNEL_FIELDS, type ChannelDraft, draftOf, draftSent, editChannelForm } from './channel-form.ts';
import { channelState } from './channel-state.ts';
import { deliveryTable } from './delivery-table.ts';
import { DELIVERIES } from './delivery-texts.ts';
import { loadDeliveries } from './load.ts';
import { CHANNEL_PATH, CHANNELS_PATH, channelPath, DELIVERIES_PATH } from './paths.ts';
import { secretPage } from './secret-page.ts';
import { CHANNELS } from './texts.ts';

const ROWS = 10;

export function oneChannelRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, CHANNEL_PATH, async (request) =>
    channelPage(request.view, site, await loadChannel(request, site), {}),
  );

  ownerPost(app, site, CHANNEL_PATH, async (request) => {
    const { view, form } = request;
    const listed = await loadChannel(request, site);
    const draft = draftSent(form);
    const { name, address, language, noticeKinds } = draft;
    const edits = {
      ...{ name, language, noticeKinds: noticeKinds.length === 0 ? null : noticeKinds },
      ...(address === '' ? {} : { address }),
    };
    const attempted = await attempt(view.language, CHANNEL_FIELDS, () =>
      updateNoticeChannel(listed.channel.id, edits, view.actor, site),
    );
    if ('done' in attempted) return seeOther(channelPath(listed.channel.id), 'channel_changed');
    return withStatus(422, await channelPage(view, site, listed, { draft, errors: attempted.errors }));
  });

  ownerPost(app, site, `${CHANNEL_PATH}/test`, async (request) => {
    const listed = await loadChannel(request, site);
    const test = await testNoticeChannel(listed.channel.id, request.view.actor, site);
    return channelPage(request.view, site, await loadChannel(request, site), { test });
  });

  ownerPost(app, site, `${CHANNEL_PATH}/state`, async (request) => {
    const { channel } = await loadChannel(request, site);
    const isOn = request.form.text('on') === 'yes';
    await updateNoticeChannel(channel.id, { isOn }, request.view.actor, site);
    return seeOther(channelPath(channel.id), isOn ? 'channel_on' : 'channel_off');
  });

  ownerPost(app, site, `${CHANNEL_PATH}/secret`, async (request) => {
    const { channel } = await loadChannel(request, site);
    return secretPage(request.view, await rotateNoticeChannelSecret(channel.id, request.view.actor, site));
  });

  ownerPost(app, site, `${CHANNEL_PATH}/remove`, async (request) => {
    const { channel } = await loadChannel(request, site);
    await removeNoticeChannel(channel.id, request.view.actor, site);
    return seeOther(CHANNELS_PATH, 'channel_removed');
  });
}

/** @throws PageError 404 */
async function loadChannel({ param }: RouteRequest<OwnerView>, site: Site): Promise<ListedNoticeChannel> {
  try {
    return await getNoticeChannel(parseId(param('id')), site);
  } catch (error) {
    if (error instanceof AdminError && error.isNotFound) throw new PageError(404);
    throw error;
  }
}

interface Result {
  readonly draft?: ChannelDraft;
  readonly errors?: FieldErrors;
  /** A test message that was sent just now. */
  readonly test?: Delivery;
}

async function channelPage(
  view: OwnerView,
  site: Site,
  listed: ListedNoticeChannel,
  { draft, errors = {}, test }: Result,
): Promise<Html> {
  const t = CHANNELS[view.language];
  const { channel } = listed;
  const log = await loadDeliveries(view, { after: null, limit: ROWS, channelId: channel.id }, site);
  const rows = log.deliveries.rows;
  const logPath = `${DELIVERIES_PATH}?channel=${channel.id}`;
  return renderPage(
    { ...view, here: view.here ?? channelPath(channel.id) },
    {
      title: channel.name,
      actions: html`<a class="button plain" href="${CHANNELS_PATH}">${t.title}</a>`,
      body: html`${test === undefined ? null : testNotice(view, test)}
${facts(view, listed)}
<section><div class="actions">${postForm(view, `${channelPath(channel.id)}/test`, submit(t.test))}${stateForm(view, listed)}</div></section>
<section id="log"><h2><a href="${logPath}">${DELIVERIES[view.language].title}</a></h2>${
        rows.length === 0 ? html`<p>${DELIVERIES[view.language].none}</p>` : deliveryTable(view, rows, log.notices)
      }</section>
<section id="edit"><h2>${t.edit}</h2>${editChannelForm(view, channel, draft ?? draftOf(channel), errors)}</section>
<section><div class="stack">${channel.secrets === null ? null : confirm(view, { open: t.rotate, consequence: t.rotateWhat, act: t.rotateDo, action: `${channelPath(channel.id)}/secret`, look: 'primary' })}
${confirm(view, { open: t.remove, consequence: t.removeWhat, act: t.removeDo, action: `${channelPath(channel.id)}/remove` })}</div></section>`,
    },
  );
}

function testNotice(view: OwnerView, test: Delivery): Html {
  const t = CHANNELS[view.language];
  const problem = deliveryProblem(view.language, test);
  return problem === null ? notice('good', t.testArrived) : notice('bad', t.testFailed(problem));
}

function facts(view: OwnerView, { channel, waiting }: ListedNoticeChannel): Html {
  const t = CHANNELS[view.language];
  return html`<section><dl class="facts">
<dt>${t.state}</dt><dd>${channelState(view, channel)}</dd>
${channel.off === null ? null : html`<dt>${t.offSince}</dt><dd>${ago(channel.off.at, view)}</dd>`}
<dt>${t.kind}</dt><dd>${t.kinds[channel.kind]}</dd>
<dt>${t.address}</dt><dd><code>${channel.address.shown}</code></dd>
<dt>${t.waiting}</dt><dd>${waiting}</dd>
<dt>${t.lastSent}</dt><dd>${channel.lastSentAt === null ? t.never : ago(channel.lastSentAt, view)}</dd>
</dl></section>`;
}

function stateForm(view: OwnerView, { channel }: ListedNoticeChannel): Html {
  const t = CHANNELS[view.language];
  const isOff = channel.off !== null;
  const field = html`<input type="hidden" name="on" value="${isOff ? 'yes' : 'no'}">`;
  const path = `${channelPath(channel.id)}/state`;
  return postForm(view, path, html`${field}${submit(isOff ? t.turnOn : t.turnOff, 'plain')}`);
}
