import Type from 'typebox';
import {
  createNoticeChannel,
  getNoticeChannel,
  listNoticeChannels,
  removeNoticeChannel,
  rotateNoticeChannelSecret,
  testNoticeChannel,
  updateNoticeChannel,
} from '../admin/notice-channels.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import {
  ChannelKindField,
  DeliveryAnswer,
  deliveryJson,
  NoticeChannelAnswer,
  NoticeKindsField,
  noticeChannelJson,
  SignedNoticeChannelAnswer,
  signedNoticeChannelJson,
} from './notice-channel-json.ts';
import { pageJson, pageSchema } from './paging.ts';
import { parseId } from './parse-values.ts';
import { CLOSED, DONE, EmptyBody, ERROR_ANSWERS, IdParams } from './schemas.ts';

const ADDRESS = {
  description:
    'A URL, or of kind email an e-mail address. https, or http in your own network; no user and no password; redirects are not followed.',
};

const NewChannel = Type.Object(
  {
    kind: ChannelKindField,
    name: Type.String(),
    address: Type.String(ADDRESS),
    notice_kinds: Type.Optional(NoticeKindsField),
    language: Type.Optional(Type.String({ description: 'Of the messages; the server’s when absent.' })),
    is_on: Type.Optional(Type.Boolean({ description: 'true when absent.' })),
  },
  CLOSED,
);

const ChannelEdits = Type.Object(
  {
    name: Type.Optional(Type.String()),
    address: Type.Optional(Type.String(ADDRESS)),
    notice_kinds: Type.Optional(NoticeKindsField),
    language: Type.Optional(Type.String()),
    is_on: Type.Optional(
      Type.Boolean({ description: 'true: what waits is sent now; what was noticed while it was off is not.' }),
    ),
  },
  CLOSED,
);

const tags = ['notice channels'];

export function noticeChannelRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/notice-channels',
    {
      schema: {
        tags,
        summary: 'List where notices go',
        response: { 200: pageSchema(NoticeChannelAnswer, 'All channels, oldest first.'), ...ERROR_ANSWERS },
      },
    },
    async () => pageJson((await listNoticeChannels(deps)).map(noticeChannelJson), null),
  );

  app.post(
    '/notice-channels',
    {
      schema: {
        tags,
        summary: 'Add a channel: a signed webhook, Slack, Discord or an e-mail address',
        body: NewChannel,
        response: { 201: SignedNoticeChannelAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const { notice_kinds, is_on, ...rest } = request.body;
      const draft = { ...rest, noticeKinds: notice_kinds, isOn: is_on };
      return reply.code(201).send(signedNoticeChannelJson(await createNoticeChannel(draft, actorOf(request), deps)));
    },
  );

  app.get(
    '/notice-channels/:id',
    {
      schema: {
        tags,
        summary: 'Get a channel',
        params: IdParams,
        response: { 200: NoticeChannelAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => noticeChannelJson(await getNoticeChannel(parseId(request.params.id, 'id'), deps)),
  );

  app.patch(
    '/notice-channels/:id',
    {
      schema: {
        tags,
        summary: 'Change a channel, or turn it on or off',
        params: IdParams,
        body: ChannelEdits,
        response: { 200: NoticeChannelAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const id = parseId(request.params.id, 'id');
      const { notice_kinds, is_on, ...rest } = request.body;
      await updateNoticeChannel(id, { ...rest, noticeKinds: notice_kinds, isOn: is_on }, actorOf(request), deps);
      return noticeChannelJson(await getNoticeChannel(id, deps));
    },
  );

  app.delete(
    '/notice-channels/:id',
    {
      schema: {
        tags,
        summary: 'Remove a channel: its address and secret are erased, what waits for it is not sent',
        params: IdParams,
        response: { 204: DONE, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      await removeNoticeChannel(parseId(request.params.id, 'id'), actorOf(request), deps);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/notice-channels/:id/test',
    {
      schema: {
        tags,
        summary: 'Send a test message now, and say how that went',
        description: 'Also to a channel that is off. It is not repeated.',
        params: IdParams,
        body: EmptyBody,
        response: { 200: DeliveryAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => deliveryJson(await testNoticeChannel(parseId(request.params.id, 'id'), actorOf(request), deps)),
  );

  app.post(
    '/notice-channels/:id/rotate-secret',
    {
      schema: {
        tags,
        summary: 'Replace the secret of a webhook; the one before signs too, for 24 hours',
        params: IdParams,
        body: EmptyBody,
        response: { 200: SignedNoticeChannelAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const id = parseId(request.params.id, 'id');
      return signedNoticeChannelJson(await rotateNoticeChannelSecret(id, actorOf(request), deps));
    },
  );
}
