import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../access/callers.ts';
import type { Language } from '../../access/classes.ts';
import type { OwnerDeps } from '../../api/deps.ts';
import { cookieNamed } from './cookies.ts';
import { isFromOurSite } from './forms.ts';
import { LANGUAGE_COOKIE, languageFor } from './language.ts';
import { Sessions } from './sessions.ts';

export interface SignedIn {
  readonly caller: Caller;
  /** The one that the page is in. */
  readonly language: Language;
}

type Deps = Pick<OwnerDeps, 'store' | 'ownerTokenHash' | 'language' | 'now'>;

/**
 * For the gateway, which knows nothing of pages: whose page sends a call of the try-it box. null without a session, and
 * for whatever another site sends: a script of the page says the session's proof in a header, as forms do in a field.
 */
export async function signedInCaller(deps: Deps): Promise<(request: FastifyRequest) => Promise<SignedIn | null>> {
  const { store, ownerTokenHash, now } = deps;
  const sessions = new Sessions({ store, secret: await store.sessions.cookieSecret(), ownerTokenHash, now });
  return async (request) => {
    if (!isFromOurSite(request)) return null;
    const session = await sessions.student(request);
    const proof = request.headers['x-csrf'];
    if (session === null || typeof proof !== 'string' || !sessions.isCsrfOf(session.id, proof)) return null;
    const { caller } = session;
    const language = languageFor({
      chosen: cookieNamed(LANGUAGE_COOKIE, request),
      ofClass: caller.schoolClass?.language ?? null,
      acceptLanguage: request.headers['accept-language'],
      ofServer: deps.language,
    });
    return { caller, language };
  };
}
