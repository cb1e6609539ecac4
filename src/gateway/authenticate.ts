import type { FastifyRequest } from 'fastify';
import { hashSecret, isWellFormed } from '../access/api-tokens.ts';
import { type Caller, callerStatus } from '../access/callers.ts';
import type { Language } from '../access/classes.ts';
import type { AccessStore } from '../store/access-store.ts';
import { refuse } from './refusals/refusal.ts';

export interface AuthenticateDeps {
  readonly access: AccessStore;
  /** Of callers without a class, and of unknown ones. */
  readonly language: Language;
  readonly now: () => number;
}

/** Who calls, and the language of their answers. */
export interface KnownCaller {
  readonly caller: Caller;
  readonly language: Language;
}

/** The caller whose session and form token the request carries; null for everybody else. */
export type FindSessionCaller = (request: FastifyRequest) => Promise<KnownCaller | null>;

/**
 * Step 1: who calls, by the API token in `Authorization: Bearer`. Each check gives one reason; no answer
 * repeats the token.
 * @throws Refusal
 */
export async function authenticate(authorization: string | undefined, deps: AuthenticateDeps): Promise<KnownCaller> {
  const caller = await identify(authorization, deps);
  const language = languageOf(caller, deps.language);
  refuseUnlessActive(caller, language, deps.now());
  return { caller, language };
}

/** The same for a page: a session stands for the API token that it was started with. @throws Refusal */
export async function authenticateSession(
  request: FastifyRequest,
  findSessionCaller: FindSessionCaller,
  deps: AuthenticateDeps,
): Promise<KnownCaller> {
  const found = await findSessionCaller(request);
  if (found === null) throw refuse(deps.language, 'noSession');
  refuseUnlessActive(found.caller, found.language, deps.now());
  return found;
}

/** Like authenticate, but lets in callers who may not call now: /api/me tells them why, and what is left. */
export async function identify(authorization: string | undefined, deps: AuthenticateDeps): Promise<Caller> {
  const token = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw refuse(deps.language, 'noToken');
  if (token.startsWith('sk-')) throw refuse(deps.language, 'openaiKey');
  if (!isWellFormed(token, 'jgp_')) throw refuse(deps.language, 'badToken');
  const caller = await deps.access.findCaller(hashSecret(token));
  if (caller === null) throw refuse(deps.language, 'badToken');
  const status = callerStatus(caller, deps.now());
  const language = languageOf(caller, deps.language);
  if (status === 'revoked') throw refuse(language, 'revokedToken', { caller });
  if (status === 'expired') throw refuse(language, 'expiredToken', { caller });
  return caller;
}

export function languageOf(caller: Caller, defaultLanguage: Language): Language {
  return caller.schoolClass?.language ?? defaultLanguage;
}

function refuseUnlessActive(caller: Caller, language: Language, now: number): void {
  const { schoolClass } = caller;
  const status = callerStatus(caller, now);
  if (status === 'suspended') throw refuse(language, 'suspended', { caller });
  if (schoolClass === null) return;
  if (status === 'not-yet')
    throw refuse(language, 'classNotYet', {
      caller,
      className: schoolClass.name,
      startsOn: schoolClass.startsOn ?? '',
    });
  if (status === 'over')
    throw refuse(language, 'classOver', { caller, className: schoolClass.name, endsOn: schoolClass.endsOn ?? '' });
}
