import type { Student } from '../../../access/students.ts';

export interface StudentRow {
  id: number;
  class_id: number | null;
  name: string;
  student_number: string | null;
  email: string | null;
  note: string | null;
  suspended_at: number | null;
  created_at: number;
}

export function studentFrom(row: StudentRow): Student {
  return {
    id: row.id,
    classId: row.class_id,
    name: row.name,
    studentNumber: row.student_number,
    email: row.email,
    note: row.note,
    suspendedAt: row.suspended_at,
    createdAt: row.created_at,
  };
}
