import Type from 'typebox';
import { listDeliveries, retryDelivery } from '../admin/notice-channels.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { DeliveryAnswer, deliveryJson } from './notice-channel-json.ts';
import { PAGE_QUERY, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId } from './parse-values.ts';
import { CLOSED, EmptyBody, ERROR_ANSWERS, IdParams } from './schemas.ts';

const Query = Type.Object(
  {
    ...PAGE_QUERY,
    channel_id: Type.Optional(Type.String({ description: 'Only of this channel.' })),
    notice_id: Type.Optional(Type.String({ description: 'Only of this notice.' })),
    state: Type.Optional(Type.Enum(['waiting', 'sent', 'failed'])),
  },
  CLOSED,
);

const tags = ['notice channels'];

export function noticeDeliveryRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/notice-deliveries',
    {
      schema: {
        tags,
        summary: 'List which notice went to which channel, and how that went; kept for 30 days',
        querystring: Query,
        response: { 200: pageSchema(DeliveryAnswer, 'Deliveries, newest first.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { channel_id, notice_id, state } = request.query;
      const channelId = channel_id === undefined ? undefined : parseId(channel_id, 'channel_id');
      const noticeId = notice_id === undefined ? undefined : parseId(notice_id, 'notice_id');
      const { rows, next } = await listDeliveries({ ...parsePage(request.query), channelId, noticeId, state }, deps);
      return pageJson(rows.map(deliveryJson), next);
    },
  );

  app.post(
    '/notice-deliveries/:id/retry',
    {
      schema: {
        tags,
        summary: 'Send a message that waits or failed again, as soon as those before it are done',
        params: IdParams,
        body: EmptyBody,
        response: { 200: DeliveryAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => deliveryJson(await retryDelivery(parseId(request.params.id, 'id'), actorOf(request), deps)),
  );
}
