import Type, { type Static } from 'typebox';
import type { Actor } from '../admin/actor.ts';
import {
  createClaimLinks,
  DEFAULT_CLAIM_DAYS,
  MAX_CLAIM_DAYS,
  type MadeClaimLink,
  revokeClaimLinks,
} from '../admin/claim-links.ts';
import { mailClaimLinks, requireMailer } from '../admin/claim-mail.ts';
import type { ClaimSelection } from '../store/claim-link-store.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { MadeClaimLinkAnswer, MadeClaimLinksAnswer, madeClaimLinkJson, RevokedAnswer } from './claim-link-json.ts';
import { parseId } from './parse-values.ts';
import { CLOSED, ERROR_ANSWERS, IdParams } from './schemas.ts';

const LINK_FIELDS = {
  days: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_CLAIM_DAYS,
      description: `The links work through the end of this day of the class, counted from today; ${DEFAULT_CLAIM_DAYS} when absent.`,
    }),
  ),
  mail: Type.Optional(
    Type.Boolean({ description: 'E-mail each to its student, where one has an address; needs JIGAP_SMTP_URL.' }),
  ),
};
const StudentLinkBody = Type.Object(LINK_FIELDS, CLOSED);
const ClassLinksBody = Type.Object(
  {
    ...LINK_FIELDS,
    students: Type.Optional(
      Type.Union([Type.Enum(['all', 'without_token']), Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1 })], {
        description: 'Those who have no token that works now (the default), all of the class, or these ids.',
      }),
    ),
  },
  CLOSED,
);

const tags = ['claim links'];

/** Links by which students get their API tokens themselves. */
export function claimLinkRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/classes/:id/claim-links',
    {
      schema: {
        tags,
        summary: 'Make claim links for students of a class; their earlier links stop working',
        params: IdParams,
        body: ClassLinksBody,
        response: { 201: MadeClaimLinksAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const classId = parseId(request.params.id, 'id');
      const { students = 'without_token', ...options } = request.body;
      const { made, mailedIds } = await makeLinks({ classId, students }, options, actorOf(request), deps);
      return reply.code(201).send({ data: made.map((one) => madeClaimLinkJson(one, deps.publicUrl, mailedIds)) });
    },
  );

  app.delete(
    '/classes/:id/claim-links',
    {
      schema: {
        tags,
        summary: 'Revoke the open claim links of a class',
        params: IdParams,
        response: { 200: RevokedAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const classId = parseId(request.params.id, 'id');
      return { revoked: await revokeClaimLinks({ classId }, actorOf(request), deps) };
    },
  );

  app.post(
    '/students/:id/claim-link',
    {
      schema: {
        tags,
        summary: 'Make a claim link for a student; an earlier one stops working',
        params: IdParams,
        body: StudentLinkBody,
        response: { 201: MadeClaimLinkAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const studentId = parseId(request.params.id, 'id');
      const { made, mailedIds } = await makeLinks({ studentId }, request.body, actorOf(request), deps);
      const [one] = made.map((each) => madeClaimLinkJson(each, deps.publicUrl, mailedIds));
      if (one === undefined) throw new Error('no link was made');
      return reply.code(201).send(one);
    },
  );

  app.delete(
    '/students/:id/claim-link',
    {
      schema: {
        tags,
        summary: 'Revoke the open claim link of a student',
        params: IdParams,
        response: { 200: RevokedAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const studentId = parseId(request.params.id, 'id');
      return { revoked: await revokeClaimLinks({ studentId }, actorOf(request), deps) };
    },
  );
}

async function makeLinks(
  selection: ClaimSelection,
  { days, mail = false }: Static<typeof StudentLinkBody>,
  actor: Actor,
  deps: ApiDeps,
): Promise<{ readonly made: readonly MadeClaimLink[]; readonly mailedIds: ReadonlySet<number> }> {
  // Before any link: a refused request must leave the earlier ones alone.
  if (mail) requireMailer(deps);
  const made = await createClaimLinks({ selection, days }, actor, deps);
  if (!mail) return { made, mailedIds: new Set() };
  return { made, mailedIds: await mailClaimLinks(made, actor, deps) };
}
