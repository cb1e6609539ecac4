import type { FastifyRequest } from 'fastify';
import { hashSecret, isWellFormed } from '../access/api-tokens.ts';
import { type Caller, callerStatus } from '../access/callers.ts';
import type { Language } from '../access/classes.ts';
import type { AccessStore } from '../store/access-store.ts';
import { refuse } from './refusals/refusal.ts';

export interface AuthenticateDeps {
  readonly access: AccessStore;
  /** Of those who belong to no class, or are not known yet. */
  readonly language: Language;
  readonly now: () => number;
}

/** Who calls, and in which language they are answered. */
export interface KnownCaller {
  readonly caller: Caller;
  readonly language: Language;
}

/** Who is signed in to the pages, and sends what only those pages send; null for everybody else. */
export type FindSessionCaller = (request: FastifyRequest) => Promise<KnownCaller | null>;

/**
 * Step 1: who calls, by the API token in `Authorization: Bearer`. Each check gives one reason; the token itself is
 * never said back.
 * @throws Refusal
 */
export async function authenticate(authorization: string | undefined, deps: AuthenticateDeps): Promise<KnownCaller> {
  const caller = await identify(authorization, deps);
  const language = languageOf(caller, deps.language);
  refuseUnlessActive(caller, language, deps.now());
  return { caller, language };
}

/** The same for a page: a session stands for the API token that it began with. @throws Refusal */
export async function authenticateSession(
  request: FastifyRequest,
  findSessionCaller: FindSessionCaller,
  deps: AuthenticateDeps,
): Promise<KnownCaller> {
  const known = await findSessionCaller(request);
  if (known === null) throw refuse(deps.language, 'noSession');
  refuseUnlessActive(known.caller, known.language, deps.now());
  return known;
}

/** Like authenticate, but whoever may not call now is still let in: to see why, and what is left. */
export async function identify(authorization: string | undefined, deps: AuthenticateDeps): Promise<Caller> {
  const token = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw refuse(deps.language, 'noToken');
  if (token.startsWith('sk-')) throw refuse(deps.language, 'openaiKey');
  if (!isWellFormed(token, 'jgp_')) throw refuse(deps.language, 'badToken');
  const caller = await deps.access.findCaller(hashSecret(token));
  if (caller === null) throw refuse(deps.language, 'badToken');
  const standing = callerStatus(caller, deps.now());
  const language = languageOf(caller, deps.language);
  if (standing === 'revoked') throw refuse(language, 'revokedToken', { caller });
  if (standing === 'expired') throw refuse(language, 'expiredToken', { caller });
  return caller;
}

export function languageOf(caller: Caller, otherwise: Language): Language {
  return caller.schoolClass?.language ?? otherwise;
}

function refuseUnlessActive(caller: Caller, language: Language, now: number): void {
  const { schoolClass } = caller;
  const standing = callerStatus(caller, now);
  if (standing === 'suspended') throw refuse(language, 'suspended', { caller });
  if (schoolClass === null) return;
  if (standing === 'not-yet')
    throw refuse(language, 'classNotYet', {
      caller,
      className: schoolClass.name,
      startsOn: schoolClass.startsOn ?? '',
    });
  if (standing === 'over')
    throw refuse(language, 'classOver', { caller, className: schoolClass.name, endsOn: schoolClass.endsOn ?? '' });
}
