import Type, { type Static } from 'typebox';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { CLOSED, EmptyBody, ERROR_ANSWERS } from './schemas.ts';

const RotatedAnswer = Type.Object(
  { owner_token: Type.String({ description: 'The new owner token. This is the only time it is shown.' }) },
  { ...CLOSED, description: 'A new owner token.' },
);
export type RotatedOwnerTokenJson = Static<typeof RotatedAnswer>;

export function ownerTokenRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/owner-token/rotate',
    {
      schema: {
        tags: ['owner token'],
        summary: 'Replace the owner token at once, and sign the owner out of the pages everywhere',
        description: 'Refused (409) while JIGAP_OWNER_TOKEN is set on the server.',
        body: EmptyBody,
        response: { 201: RotatedAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const owner_token = await deps.rotateOwnerToken(actorOf(request));
      return reply.code(201).send({ owner_token });
    },
  );
}
