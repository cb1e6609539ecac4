import Type, { type Static } from 'typebox';
import { whyJoiningIsClosed } from '../access/join-codes.ts';
import { joinMessage } from '../access/join-message.ts';
import { joinLinkAt, siteAddress } from '../address/site-address.ts';
import { getClass } from '../admin/classes.ts';
import {
  approveJoinRequests,
  type ChosenApproval,
  declineJoinRequests,
  listJoinRequests,
} from '../admin/join-requests.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { DecisionsAnswer, decisionsJson } from './decisions-json.ts';
import { JoinRequestAnswer, joinRequestJson } from './join-request-json.ts';
import { PageQuerySchema, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId } from './parse-values.ts';
import { requestLanguage } from './request-language.ts';
import { CLOSED, ERROR_ANSWERS, IdField, IdParams, orNull } from './schemas.ts';

const tags = ['join requests'];
/** A lecture hall. */
const MAX_DECISIONS = 2000;

const ApproveBody = Type.Object(
  {
    approvals: Type.Array(
      Type.Object(
        {
          id: IdField,
          student_id: Type.Optional(
            orNull(Type.Integer({ description: 'A student of the class; null: a new one. Absent: as suggested.' })),
          ),
          revoke_tokens: Type.Optional(
            Type.Boolean({ description: 'The API tokens that the student has stop working; false when absent.' }),
          ),
        },
        CLOSED,
      ),
      { minItems: 1, maxItems: MAX_DECISIONS },
    ),
  },
  CLOSED,
);
const DeclineBody = Type.Object({ ids: Type.Array(IdField, { minItems: 1, maxItems: MAX_DECISIONS }) }, CLOSED);

const JoinMessageAnswer = Type.Object(
  {
    text: Type.String({
      description:
        'In the language of the class. The link begins with JIGAP_PUBLIC_URL; without it, with the address of this request.',
    }),
    is_open: Type.Boolean({ description: 'false: nobody can join by the code now.' }),
  },
  { ...CLOSED, description: 'A message to paste into the chat of a class.' },
);
export type JoinMessageJson = Static<typeof JoinMessageAnswer>;

export function joinRequestRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/classes/:id/join-requests',
    {
      schema: {
        tags,
        summary: 'List who asks to join a class, or was approved and has not fetched the API token',
        params: IdParams,
        querystring: PageQuerySchema,
        response: { 200: pageSchema(JoinRequestAnswer, 'Join requests, oldest first.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { id } = await getClass(parseId(request.params.id, 'id'), deps);
      const { rows, next } = await listJoinRequests(id, parsePage(request.query), deps);
      return pageJson(rows.map(joinRequestJson), next);
    },
  );

  app.get(
    '/classes/:id/join-message',
    {
      schema: {
        tags,
        summary: 'Write a message for the chat of a class that says how to join it',
        params: IdParams,
        response: { 200: JoinMessageAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { now, publicUrl, store } = deps;
      const schoolClass = await getClass(parseId(request.params.id, 'id'), deps);
      const { identified } = await store.joining.countJoining(schoolClass.id, now());
      const link = joinLinkAt(siteAddress(publicUrl, request), schoolClass.joinCode);
      return {
        text: joinMessage(schoolClass, link, identified > 0),
        is_open: whyJoiningIsClosed(schoolClass, now()) === null,
      };
    },
  );

  app.post(
    '/classes/:id/join-requests/approve',
    {
      schema: {
        tags,
        summary: 'Approve join requests; each browser fetches its API token after that',
        params: IdParams,
        body: ApproveBody,
        response: { 200: DecisionsAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { id } = await getClass(parseId(request.params.id, 'id'), deps);
      const chosen = request.body.approvals.map(
        ({ id: requestId, student_id, revoke_tokens }): ChosenApproval => ({
          id: requestId,
          approval: approvalOf(student_id, revoke_tokens === true),
        }),
      );
      const decisions = await approveJoinRequests(id, chosen, actorOf(request), deps);
      return decisionsJson(decisions, requestLanguage(request));
    },
  );

  app.post(
    '/classes/:id/join-requests/decline',
    {
      schema: {
        tags,
        summary: 'Decline join requests, also approved ones whose API token is not fetched yet',
        params: IdParams,
        body: DeclineBody,
        response: { 200: DecisionsAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const { id } = await getClass(parseId(request.params.id, 'id'), deps);
      const decisions = await declineJoinRequests(id, request.body.ids, actorOf(request), deps);
      return decisionsJson(decisions, requestLanguage(request));
    },
  );
}

function approvalOf(studentId: number | null | undefined, revokesTokens: boolean): ChosenApproval['approval'] {
  if (studentId === undefined) return undefined;
  return studentId === null ? { as: 'new' } : { as: 'student', studentId, revokesTokens };
}
