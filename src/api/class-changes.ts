import type { SchoolClass } from '../access/classes.ts';
import { OWNER } from '../admin/actor.ts';
import type { AdminDeps } from '../admin/admin-deps.ts';
import { changeClass as change, createClass } from '../admin/classes.ts';
import { type ClassBody, parseClassBody } from './class-body.ts';
import { translatedLater } from './translated.ts';

export { MAX_JOIN_PLACES, MAX_RULES_CHARACTERS } from '../admin/classes.ts';
export type { ClassBody } from './class-body.ts';

export function addClass(body: ClassBody & { name: string }, deps: AdminDeps): Promise<SchoolClass> {
  return translatedLater(() => createClass({ ...parseClassBody(body), name: body.name }, OWNER, deps));
}

export function changeClass(id: number, body: ClassBody, deps: AdminDeps): Promise<SchoolClass> {
  return translatedLater(() => change(id, parseClassBody(body), OWNER, deps));
}
