import { hashSecret, isWellFormed } from '../access/api-tokens.ts';
import { type Caller, standingOf } from '../access/callers.ts';
import type { Language } from '../access/classes.ts';
import type { AccessStore } from '../store/store.ts';
import { refuse } from './refusal.ts';

export interface AuthenticateDeps {
  readonly access: AccessStore;
  /** Of those who belong to no class, or are not known yet. */
  readonly language: Language;
  readonly now: () => number;
}

/**
 * Step 1: who calls, by the API token in `Authorization: Bearer`. Each check gives one reason; the token itself is
 * never said back.
 * @throws Refusal
 */
export async function authenticate(authorization: string | undefined, deps: AuthenticateDeps): Promise<Caller> {
  const caller = await identify(authorization, deps);
  refuseUnlessGood(caller, deps);
  return caller;
}

/** Like authenticate, but whoever may not call now is still let in: to see why, and what is left. */
export async function identify(authorization: string | undefined, deps: AuthenticateDeps): Promise<Caller> {
  const token = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw refuse(deps.language, 'noToken', {});
  if (token.startsWith('sk-')) throw refuse(deps.language, 'openaiKey', {});
  if (!isWellFormed(token, 'jgp_')) throw refuse(deps.language, 'badToken', {});
  const caller = await deps.access.findCaller(hashSecret(token));
  if (caller === null) throw refuse(deps.language, 'badToken', {});
  const standing = standingOf(caller, deps.now());
  const language = languageOf(caller, deps.language);
  if (standing === 'revoked') throw refuse(language, 'revokedToken', { caller });
  if (standing === 'expired') throw refuse(language, 'expiredToken', { caller });
  return caller;
}

export function languageOf(caller: Caller, otherwise: Language): Language {
  return caller.schoolClass?.language ?? otherwise;
}

function refuseUnlessGood(caller: Caller, deps: AuthenticateDeps): void {
  const { schoolClass } = caller;
  const language = languageOf(caller, deps.language);
  const standing = standingOf(caller, deps.now());
  if (standing === 'suspended') throw refuse(language, 'suspended', { caller });
  if (schoolClass === null) return;
  if (standing === 'not-yet')
    throw refuse(language, 'classNotYet', { caller }, schoolClass.name, schoolClass.startsOn ?? '');
  if (standing === 'over') throw refuse(language, 'classOver', { caller }, schoolClass.name, schoolClass.endsOn ?? '');
}
