import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../access/callers.ts';
import type { AdminServices } from '../../admin/admin-deps.ts';
import type { Language } from '../../language/languages.ts';
import { readCookie } from './cookies.ts';
import { isFromOurSite } from './csrf.ts';
import { chooseLanguage, LANGUAGE_COOKIE } from './language.ts';
import { Sessions } from './sessions.ts';

export interface SignedIn {
  readonly caller: Caller;
  /** The language of the page. */
  readonly language: Language;
}

type Deps = Pick<AdminServices, 'store' | 'ownerTokenHash' | 'language' | 'now'>;

/**
 * For the gateway, which knows nothing of pages: the student whose page sends a call from the try-it box. null without a
 * session, and for other sites: a script of the page sends the CSRF token in a header, as forms do in a field.
 */
export async function signedInCaller(deps: Deps): Promise<(request: FastifyRequest) => Promise<SignedIn | null>> {
  const { store, ownerTokenHash, now } = deps;
  const sessions = new Sessions({ store, secret: await store.sessions.cookieSecret(), ownerTokenHash, now });
  return async (request) => {
    if (!isFromOurSite(request)) return null;
    const session = await sessions.findStudent(request);
    const csrf = request.headers['x-csrf'];
    if (session === null || typeof csrf !== 'string' || !sessions.isCsrfToken(session.id, csrf)) return null;
    const { caller } = session;
    const language = chooseLanguage({
      chosen: readCookie(LANGUAGE_COOKIE, request),
      ofClass: caller.schoolClass?.language ?? null,
      acceptLanguage: request.headers['accept-language'],
      ofServer: deps.language,
    });
    return { caller, language };
  };
}
