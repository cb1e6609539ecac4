import Type, { type Static } from 'typebox';
import type { ClaimLink } from '../access/claim-links.ts';
import type { Student } from '../access/students.ts';
import { budgetJson } from '../ledger/budget-json.ts';
import type { BudgetBalance } from '../ledger/budgets.ts';
import { BudgetAnswer } from './budget-schemas.ts';
import { ClaimLinkAnswer, claimLinkJson } from './claim-link-json.ts';
import { formatInstant, formatOptionalInstant } from './instants.ts';
import { CLOSED, IdField, InstantField, orNull } from './schemas.ts';

export const StudentAnswer = Type.Object(
  {
    id: IdField,
    name: Type.String(),
    student_number: orNull(Type.String({ description: 'What the school calls the student; at most once in a class.' })),
    class_id: orNull(IdField),
    email: orNull(Type.String()),
    note: orNull(Type.String({ description: 'The owner’s own; the student never sees it.' })),
    suspended: Type.Boolean(),
    suspended_at: orNull(InstantField),
    budgets: Type.Array(BudgetAnswer, {
      description: 'The limits that apply to this student, wherever they come from.',
    }),
    claim_link: orNull(ClaimLinkAnswer),
    created_at: InstantField,
  },
  { ...CLOSED, description: 'A student; claim_link is the newest one.' },
);
export type StudentJson = Static<typeof StudentAnswer>;

/** @param claimLink the newest one; undefined: the student never had one @param now ms UTC */
export function studentJson(
  student: Student,
  balances: readonly BudgetBalance[],
  claimLink: ClaimLink | undefined,
  now: number,
): StudentJson {
  return {
    id: student.id,
    name: student.name,
    student_number: student.studentNumber,
    class_id: student.classId,
    email: student.email,
    note: student.note,
    suspended: student.suspendedAt !== null,
    suspended_at: formatOptionalInstant(student.suspendedAt),
    budgets: balances.map(budgetJson),
    claim_link: claimLink === undefined ? null : claimLinkJson(claimLink, now),
    created_at: formatInstant(student.createdAt),
  };
}
