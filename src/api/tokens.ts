import Type, { type Static } from 'typebox';
import { type ApiToken, displayPrefix, hashSecret, newSecret } from '../access/api-tokens.ts';
import type { TokenFields } from '../store/access-fields.ts';
import type { Change } from '../store/change.ts';
import { type OwnerApp, type OwnerDeps, ownersChange } from './deps.ts';
import { idFrom, laterInstantFrom, nameFrom } from './fields.ts';
import { tokenJson } from './json.ts';
import { PAGE_QUERY, pageFrom, pageJson, pageOf } from './paging.ts';
import { CLOSED, DONE, IdParams, IssuedTokenAnswer, orNull, REFUSALS, TokenAnswer } from './schemas.ts';
import { storedStudent } from './students.ts';

const MAX_GRACE_SECONDS = 604_800;

const TOKEN_FIELDS = {
  label: Type.Optional(orNull(Type.String({ description: 'What it is for, such as "laptop".' }))),
  expires_at: Type.Optional(orNull(Type.String({ description: 'ISO 8601 with a zone, in the future.' }))),
};
const NewToken = Type.Object(TOKEN_FIELDS, CLOSED);
const Rotation = Type.Object(
  {
    ...TOKEN_FIELDS,
    grace_seconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_GRACE_SECONDS,
        description: 'How long the old token still works; 0 when absent.',
      }),
    ),
  },
  CLOSED,
);

const tags = ['tokens'];

export function tokenRoutes(app: OwnerApp, deps: OwnerDeps): void {
  const { access } = deps.store;

  app.post(
    '/students/:id/tokens',
    {
      schema: {
        tags,
        summary: 'Issue an API token',
        params: IdParams,
        body: NewToken,
        response: { 201: IssuedTokenAnswer, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const { secret, token } = await issueToken(idFrom(request.params.id, 'id'), request.body, deps);
      return reply.code(201).send({ ...tokenJson(token), token: secret });
    },
  );

  app.get(
    '/students/:id/tokens',
    {
      schema: {
        tags,
        summary: 'List the API tokens of a student',
        params: IdParams,
        querystring: Type.Object(PAGE_QUERY, CLOSED),
        response: { 200: pageOf(TokenAnswer, 'API tokens, revoked ones included.'), ...REFUSALS },
      },
    },
    async (request) => {
      const student = await storedStudent(idFrom(request.params.id, 'id'), deps);
      const { rows, next } = await access.listTokens(student.id, pageFrom(request.query));
      return pageJson(rows.map(tokenJson), next);
    },
  );

  app.delete(
    '/tokens/:id',
    { schema: { tags, summary: 'Revoke an API token', params: IdParams, response: { 204: DONE, ...REFUSALS } } },
    async (request, reply) => {
      await access.revokeToken(idFrom(request.params.id, 'id'), ownersChange(deps));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/tokens/:id/rotate',
    {
      schema: {
        tags,
        summary: 'Replace an API token by a new one; budgets and records stay the student’s',
        params: IdParams,
        body: Rotation,
        response: { 201: IssuedTokenAnswer, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const { secret, token } = await replaceToken(idFrom(request.params.id, 'id'), request.body, deps);
      return reply.code(201).send({ ...tokenJson(token), token: secret });
    },
  );
}

/** The only time that the secret is known. */
export interface IssuedToken {
  readonly secret: string;
  readonly token: ApiToken;
}

/** @throws OwnerError 400 that names the field, 404 */
export async function issueToken(
  studentId: number,
  body: Static<typeof NewToken>,
  deps: OwnerDeps,
): Promise<IssuedToken> {
  const student = await storedStudent(studentId, deps);
  const { secret, fields } = mint(body, deps);
  const token = await deps.store.access.createToken({ studentId: student.id, ...fields }, ownersChange(deps));
  return { secret, token };
}

/** @throws OwnerError 400 that names the field, NotFoundError, ConflictError when it was replaced or revoked before */
export async function replaceToken(
  id: number,
  body: Static<typeof Rotation>,
  deps: OwnerDeps,
  change: Change = ownersChange(deps),
): Promise<IssuedToken> {
  const { secret, fields } = mint(body, deps);
  const oldStopsAt = change.now + (body.grace_seconds ?? 0) * 1000;
  return { secret, token: await deps.store.access.rotateToken(id, fields, oldStopsAt, change) };
}

/** A new secret, and what may be kept of it. @throws OwnerError 400 that names the field */
export function mint(
  { label, expires_at }: Static<typeof NewToken>,
  deps: OwnerDeps,
): { secret: string; fields: Omit<TokenFields, 'studentId'> } {
  const fields = {
    label: label == null ? null : nameFrom(label, 'label'),
    expiresAt: expires_at == null ? null : laterInstantFrom(expires_at, 'expires_at', deps.now()),
  };
  const secret = newSecret('jgp_');
  return { secret, fields: { hash: hashSecret(secret), prefix: displayPrefix(secret), ...fields } };
}
