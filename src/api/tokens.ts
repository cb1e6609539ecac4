import { OWNER, parseActor } from '../admin/actor.ts';
import type { AdminDeps } from '../admin/admin-deps.ts';
import { type IssuedToken, issueToken as issue, mintToken, replaceToken as replace } from '../admin/tokens.ts';
import type { Change } from '../store/change.ts';
import { parseTokenBody, type RotationBody, type TokenBody } from './token-routes.ts';
import { translatedLater } from './translated.ts';

export type { IssuedToken } from '../admin/tokens.ts';

export function issueToken(studentId: number, body: TokenBody, deps: AdminDeps): Promise<IssuedToken> {
  return translatedLater(() => issue(studentId, parseTokenBody(body), OWNER, deps));
}

export function replaceToken(id: number, body: RotationBody, deps: AdminDeps, change?: Change): Promise<IssuedToken> {
  const actor = change === undefined ? OWNER : (parseActor(change.actor) ?? OWNER);
  return replace(id, { ...parseTokenBody(body), graceSeconds: body.grace_seconds }, actor, deps);
}

export function mint(_body: Record<string, never>, deps: AdminDeps) {
  return mintToken({}, deps.now());
}
