import Type, { type Static } from 'typebox';
import type { Student } from '../access/students.ts';
import { budgetJson } from '../ledger/budget-json.ts';
import type { BudgetBalance } from '../ledger/budgets.ts';
import { formatInstant, formatOptionalInstant } from './instants.ts';
import { BudgetAnswer, CLOSED, IdField, InstantField, orNull } from './schemas.ts';

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
    created_at: InstantField,
  },
  { ...CLOSED, description: 'A student.' },
);
export type StudentJson = Static<typeof StudentAnswer>;

export function studentJson(student: Student, balances: readonly BudgetBalance[]): StudentJson {
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
    created_at: formatInstant(student.createdAt),
  };
}
