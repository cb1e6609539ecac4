import Type, { type Static } from 'typebox';
import { listNotices, markNoticesRead } from '../admin/notices/notices.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { NoticeAnswer, NoticeKindField, noticeJson } from './notice-json.ts';
import { PAGE_QUERY, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId } from './parse-values.ts';
import { requestLanguage } from './request-language.ts';
import { CLOSED, CountField, ERROR_ANSWERS } from './schemas.ts';

const Query = Type.Object(
  {
    ...PAGE_QUERY,
    kind: Type.Optional(NoticeKindField),
    class_id: Type.Optional(Type.String({ description: 'Only those about this class or its students.' })),
    unread: Type.Optional(Type.Enum(['true', 'false'])),
  },
  CLOSED,
);

const ReadBody = Type.Object(
  {
    up_to: Type.Optional(
      Type.Integer({ minimum: 1, description: 'The id of the newest that was seen; all when absent.' }),
    ),
  },
  CLOSED,
);

const ReadAnswer = Type.Object(
  { read: Type.Integer({ description: 'How many were unread.' }), unread: CountField },
  { ...CLOSED, description: 'What is marked as read now, and what is still unread.' },
);
export type NoticesReadJson = Static<typeof ReadAnswer>;

const tags = ['notices'];

export function noticeRoutes(app: ApiApp, deps: ApiDeps): void {
  const { ownerTimeZone, krwPerUsd } = deps;
  app.get(
    '/notices',
    {
      schema: {
        tags,
        summary: 'List what the owner was told',
        querystring: Query,
        response: { 200: pageSchema(NoticeAnswer, 'Notices, newest first.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { kind, class_id, unread } = request.query;
      const query = {
        ...parsePage(request.query),
        ...(kind === undefined ? {} : { kind }),
        ...(class_id === undefined ? {} : { classId: parseId(class_id, 'class_id') }),
        ...(unread === undefined ? {} : { unread: unread === 'true' }),
      };
      const reader = { language: requestLanguage(request), timeZone: ownerTimeZone.current, krwPerUsd };
      const { rows, next } = await listNotices(query, reader, deps);
      return pageJson(rows.map(noticeJson), next);
    },
  );

  app.post(
    '/notices/read',
    {
      schema: {
        tags,
        summary: 'Mark notices as read',
        body: ReadBody,
        response: { 200: ReadAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const read = await markNoticesRead(request.body.up_to ?? null, deps);
      return { read, unread: await deps.store.notices.countUnreadNotices() };
    },
  );
}
