import type { Change } from '../store/change.ts';

/** Who makes a change. `join_code`: somebody who is no student yet, and has the code of a class. */
export type Actor =
  | { readonly kind: 'owner' }
  | { readonly kind: 'system' }
  | { readonly kind: 'student'; readonly id: number }
  | { readonly kind: 'join_code' };

export const OWNER: Actor = { kind: 'owner' };
export const SYSTEM: Actor = { kind: 'system' };
export const JOIN_CODE: Actor = { kind: 'join_code' };

export function studentActor(id: number): Actor {
  return { kind: 'student', id };
}

/** What the audit keeps: "owner", "system", "student 12" or "join code". */
export function formatActor(actor: Actor): string {
  if (actor.kind === 'student') return `student ${actor.id}`;
  return actor.kind === 'join_code' ? 'join code' : actor.kind;
}

/** An entry of the audit -> its actor; null for one that a later version wrote. */
export function parseActor(text: string): Actor | null {
  if (text === 'owner') return OWNER;
  if (text === 'system') return SYSTEM;
  if (text === 'join code') return JOIN_CODE;
  const id = /^student ([1-9]\d{0,15})$/.exec(text)?.[1];
  return id === undefined ? null : studentActor(Number(id));
}

/** @param now ms UTC */
export function changeBy(actor: Actor, now: number): Change {
  return { actor: formatActor(actor), now };
}
