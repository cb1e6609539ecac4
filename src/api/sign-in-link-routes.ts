import Type, { type Static } from 'typebox';
import { signInLinkAt } from '../address/site-address.ts';
import { makeSignInLink } from '../admin/sign-in-links.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { formatInstant } from './instants.ts';
import { CLOSED, EmptyBody, ERROR_ANSWERS, InstantField, orNull } from './schemas.ts';

const SignInLinkAnswer = Type.Object(
  {
    path: Type.String({ description: 'Of the page, at the address by which the browser reaches the server.' }),
    url: orNull(Type.String({ description: 'The whole link, where JIGAP_PUBLIC_URL is set.' })),
    expires_at: InstantField,
  },
  { ...CLOSED, description: 'A link that signs a browser in as the owner, once.' },
);
export type SignInLinkJson = Static<typeof SignInLinkAnswer>;

export function signInLinkRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/sign-in-links',
    {
      schema: {
        tags: ['owner token'],
        summary: 'Make a link that signs a browser in to the dashboard, once, within ten minutes',
        description: 'It replaces the link before. Its secret is in this answer only.',
        body: EmptyBody,
        response: { 201: SignInLinkAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const { secret, expiresAt } = await makeSignInLink(actorOf(request), deps);
      return reply.code(201).send({
        path: signInLinkAt('', secret),
        url: deps.publicUrl === null ? null : signInLinkAt(deps.publicUrl, secret),
        expires_at: formatInstant(expiresAt),
      });
    },
  );
}
