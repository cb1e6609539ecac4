import { createHash } from 'node:crypto';
import type { Student } from '../../access/students.ts';
import type { StudentFields } from '../../store/access-fields.ts';
import { type Actor, changeBy } from '../actor.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { AdminError } from '../admin-error.ts';
import { getClass } from '../classes.ts';
import { type Roster, type RosterRow, sortByLine } from './parse-roster.ts';
import { planRoster, type RosterPlan } from './plan-roster.ts';

/** What happens to twins: nothing at all is applied, they are left out, or added; or the lines of those that are added. */
export type TwinChoice = 'refuse' | 'skip' | 'add' | ReadonlySet<number>;

export interface AppliedRoster {
  /** As it was applied; its twins are those that were left out. */
  readonly plan: RosterPlan;
  /** In the order of `plan.added`. */
  readonly students: readonly Student[];
}

/** What a roster would do to a class now. @throws AdminError class_not_found */
export async function previewRoster(classId: number, roster: Roster, deps: AdminDeps): Promise<RosterPlan> {
  await getClass(classId, deps, ['classId']);
  const { rows } = await deps.store.access.listStudents({ classId, after: null, limit: Number.MAX_SAFE_INTEGER - 1 });
  return planWithProblems(roster, rows);
}

/**
 * Adds and changes all students of the roster, or none. Applied again, it changes nothing.
 * @param expected the fingerprint of the preview; undefined: whatever the plan is now
 * @throws AdminError roster_problems, roster_twins, roster_outdated
 */
export async function applyRoster(
  classId: number,
  roster: Roster,
  { twins, expected }: { readonly twins: TwinChoice; readonly expected?: string | undefined },
  actor: Actor,
  deps: AdminDeps,
): Promise<AppliedRoster> {
  const decide = (students: readonly Student[]) => {
    const found = planWithProblems(roster, students);
    if (expected !== undefined && fingerprintOf(found) !== expected) throw new AdminError({ code: 'roster_outdated' });
    return chooseTwins(found, twins);
  };
  const { decided, added } = await deps.store.access.editStudentsOf(
    classId,
    (students) => {
      const plan = decide(students);
      return {
        decided: plan,
        added: plan.added.map(({ row }) => fieldsOf(row, classId)),
        changed: plan.changed.map(({ student, fields }) => ({ id: student.id, fields })),
      };
    },
    changeBy(actor, deps.now()),
  );
  return { plan: decided, students: added };
}

/** Says whether two plans are the same. */
export function fingerprintOf({ added, changed, unchanged, twins }: RosterPlan): string {
  const facts = {
    added: added.map(({ row }) => row),
    changed: changed.map(({ row, student, fields }) => [row.line, student.id, fields]),
    unchanged: unchanged.map(({ row, student }) => [row.line, student.id]),
    twins,
  };
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
}

function planWithProblems(roster: Roster, students: readonly Student[]): RosterPlan {
  const plan = planRoster(roster.rows, students);
  return { ...plan, problems: sortByLine([...roster.problems, ...plan.problems]) };
}

function chooseTwins(plan: RosterPlan, choice: TwinChoice): RosterPlan {
  if (plan.problems.length > 0) {
    throw new AdminError({ code: 'roster_problems', lines: plan.problems.map(({ line }) => line) });
  }
  if (choice === 'refuse' && plan.twins.length > 0) {
    throw new AdminError({ code: 'roster_twins', lines: plan.twins.map(({ line }) => line) });
  }
  const isAdded = ({ line }: RosterRow) => choice === 'add' || (typeof choice !== 'string' && choice.has(line));
  const added = plan.twins.filter(isAdded).map((row) => ({ line: row.line, row, hasNamesake: true }));
  const all = [...plan.added.map((item) => ({ line: item.row.line, ...item })), ...added];
  return {
    ...plan,
    added: sortByLine(all).map(({ row, hasNamesake }) => ({ row, hasNamesake })),
    twins: plan.twins.filter((row) => !isAdded(row)),
  };
}

function fieldsOf({ name, studentNumber, email, note }: RosterRow, classId: number): StudentFields {
  return { name, studentNumber, email, note, classId, suspended: false };
}
