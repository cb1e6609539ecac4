import Type, { type Static } from 'typebox';
import { issueClassTokens } from '../admin/class-tokens.ts';
import { getStudent } from '../admin/students.ts';
import { issueToken, MAX_GRACE_SECONDS, type NewToken, replaceToken, revokeToken } from '../admin/tokens.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { parseInstant } from './instants.ts';
import { PageQuerySchema, pageJson, pageSchema, parsePage } from './paging.ts';
import { parseId } from './parse-values.ts';
import { CLOSED, DONE, ERROR_ANSWERS, IdField, IdParams, orNull } from './schemas.ts';
import {
  ClassTokensAnswer,
  classTokensJson,
  IssuedTokenAnswer,
  issuedTokenJson,
  TokenAnswer,
  tokenJson,
} from './token-json.ts';

const TOKEN_FIELDS = {
  label: Type.Optional(orNull(Type.String({ description: 'What it is for, such as "laptop".' }))),
  expires_at: Type.Optional(orNull(Type.String({ description: 'ISO 8601 with a zone, in the future.' }))),
};
/** Of one request. */
const MAX_STUDENTS = 2000;

const TokenBody = Type.Object(TOKEN_FIELDS, CLOSED);
type TokenBody = Static<typeof TokenBody>;
const RotationBody = Type.Object(
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

const ClassTokensBody = Type.Object(
  {
    ...TOKEN_FIELDS,
    student_ids: Type.Optional(
      orNull(
        Type.Array(IdField, { maxItems: MAX_STUDENTS, description: 'Of the class. null or absent: all of them.' }),
      ),
    ),
  },
  CLOSED,
);

const tags = ['tokens'];

export function tokenRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/students/:id/tokens',
    {
      schema: {
        tags,
        summary: 'Issue an API token',
        params: IdParams,
        body: TokenBody,
        response: { 201: IssuedTokenAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const studentId = parseId(request.params.id, 'id');
      const issued = await issueToken(studentId, parseTokenBody(request.body), actorOf(request), deps);
      return reply.code(201).send(issuedTokenJson(issued, deps.publicUrl));
    },
  );

  app.get(
    '/students/:id/tokens',
    {
      schema: {
        tags,
        summary: 'List the API tokens of a student',
        params: IdParams,
        querystring: PageQuerySchema,
        response: { 200: pageSchema(TokenAnswer, 'API tokens, revoked ones included.'), ...ERROR_ANSWERS },
      },
    },
    async (request) => {
      const student = await getStudent(parseId(request.params.id, 'id'), deps);
      const { rows, next } = await deps.store.access.listTokens(student.id, parsePage(request.query));
      return pageJson(rows.map(tokenJson), next);
    },
  );

  app.post(
    '/classes/:id/tokens',
    {
      schema: {
        tags,
        summary: 'Issue an API token to each student of a class who has none that works',
        params: IdParams,
        body: ClassTokensBody,
        response: { 201: ClassTokensAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const { student_ids = null, ...fields } = request.body;
      const input = { ...parseTokenBody(fields), studentIds: student_ids };
      const result = await issueClassTokens(parseId(request.params.id, 'id'), input, actorOf(request), deps);
      return reply.code(201).send(classTokensJson(result, deps.publicUrl));
    },
  );

  app.delete(
    '/tokens/:id',
    { schema: { tags, summary: 'Revoke an API token', params: IdParams, response: { 204: DONE, ...ERROR_ANSWERS } } },
    async (request, reply) => {
      await revokeToken(parseId(request.params.id, 'id'), actorOf(request), deps);
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
        body: RotationBody,
        response: { 201: IssuedTokenAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const input = { ...parseTokenBody(request.body), graceSeconds: request.body.grace_seconds };
      const issued = await replaceToken(parseId(request.params.id, 'id'), input, actorOf(request), deps);
      return reply.code(201).send(issuedTokenJson(issued, deps.publicUrl));
    },
  );
}

/** @throws ApiError 400 for a value that is not an instant */
function parseTokenBody({ label, expires_at }: TokenBody): NewToken {
  return { label, expiresAt: expires_at == null ? null : parseInstant(expires_at, 'expires_at') };
}
