import { type ClassPlace, type JoinRequest, PlaceIndex } from '../access/join-requests.ts';
import type { Student } from '../access/students.ts';
import type { JoinApproval } from '../store/joining.ts';
import { type Actor, changeBy } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { type JoinSuggestion, suggestStudent } from './join-request-rules.ts';
import { type Decisions, decideEach } from './settle-in-turns.ts';

export interface JoinRequestDetails {
  readonly request: JoinRequest;
  readonly suggestion: JoinSuggestion;
}

export interface JoinRequestPage {
  readonly rows: readonly JoinRequestDetails[];
  readonly next: number | null;
}

/** Those of a class that wait, or whose token is not fetched yet, with whom each can mean. The oldest first. */
export async function listJoinRequests(
  classId: number,
  page: { readonly after: number | null; readonly limit: number },
  { store, now }: AdminDeps,
): Promise<JoinRequestPage> {
  const at = now();
  const [{ rows, next }, places] = await Promise.all([
    store.joining.listRequests({ ...page, classId, now: at }),
    store.joining.placesOf(classId, at),
  ]);
  const index = new PlaceIndex(places);
  return { rows: rows.map((request) => ({ request, suggestion: suggestStudent(request, index) })), next };
}

/** One of them, with all students of the class. @throws AdminError join_request_not_found */
export async function getJoinRequest(
  classId: number,
  id: number,
  { store, now }: AdminDeps,
): Promise<JoinRequestDetails & { readonly places: readonly ClassPlace[] }> {
  const at = now();
  const [{ rows }, places] = await Promise.all([
    store.joining.listRequests({ classId, after: id - 1, limit: 1, now: at }),
    store.joining.placesOf(classId, at),
  ]);
  const [request] = rows;
  if (request?.id !== id) throw new AdminError({ code: 'join_request_not_found', id });
  return { request, suggestion: suggestStudent(request, new PlaceIndex(places)), places };
}

export interface ChosenApproval {
  readonly id: number;
  /** undefined: as suggested, where that is safe. null: nobody was chosen, which is refused. */
  readonly approval: JoinApproval | null | undefined;
}

/** @throws what is no AdminError */
export async function approveJoinRequests(
  classId: number,
  chosen: readonly ChosenApproval[],
  actor: Actor,
  deps: AdminDeps,
): Promise<Decisions> {
  const suggested = await suggestedApprovals(classId, chosen, deps);
  const change = changeBy(actor, deps.now());
  return decideEach(chosen, async ({ id, approval = suggested.get(id) }) => {
    if (approval == null) throw new AdminError({ code: 'approval_unclear', id });
    await deps.store.joining.approve({ classId, id }, approval, change);
  });
}

/** @throws what is no AdminError */
export function declineJoinRequests(
  classId: number,
  ids: readonly number[],
  actor: Actor,
  { store, now }: AdminDeps,
): Promise<Decisions> {
  const change = changeBy(actor, now());
  return decideEach(
    ids.map((id) => ({ id })),
    ({ id }) => store.joining.decline({ classId, id }, change),
  );
}

/** Revokes a student's API tokens, so that the place can be claimed again. @throws AdminError student_not_found */
export function resetPlace(studentId: number, actor: Actor, { store, now }: AdminDeps): Promise<Student> {
  return store.joining.resetPlace(studentId, changeBy(actor, now()));
}

async function suggestedApprovals(
  classId: number,
  chosen: readonly ChosenApproval[],
  deps: AdminDeps,
): Promise<ReadonlyMap<number, JoinApproval>> {
  if (chosen.every(({ approval }) => approval !== undefined)) return new Map();
  const { rows } = await listJoinRequests(classId, { after: null, limit: MAX_LISTED }, deps);
  return new Map(
    rows.flatMap(({ request: { id }, suggestion: { choice } }) => {
      if (choice === null) return [];
      return [[id, choice.as === 'new' ? choice : { ...choice, revokesTokens: false }] as const];
    }),
  );
}

/** More than can wait for one class. */
const MAX_LISTED = 10_000;
