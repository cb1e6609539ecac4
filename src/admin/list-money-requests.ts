import { calendarOf, type SchoolClass } from '../access/classes.ts';
import type { MoneyRequest } from '../access/money-requests.ts';
import type { Student } from '../access/students.ts';
import type { PageRequest } from '../store/paging.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { topUpEndsAt } from './top-up-end.ts';

/** A request that waits, and what the owner has to know to answer it. */
export interface WaitingMoneyRequest {
  readonly request: MoneyRequest;
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
  /** When a grant ends that names no end, ms UTC; null: the class is over, so the request can only be declined. */
  readonly defaultEnd: number | null;
}

export interface MoneyRequestPage {
  readonly rows: readonly WaitingMoneyRequest[];
  readonly next: number | null;
}

/** Those that wait, the oldest first. */
export async function listMoneyRequests(
  page: PageRequest & { readonly classId?: number },
  deps: AdminDeps,
): Promise<MoneyRequestPage> {
  const { store, now, timeZone } = deps;
  const at = now();
  const { rows, next } = await store.moneyRequests.listOpen({ ...page, now: at });
  const students = await Promise.all(rows.map(({ studentId }) => store.access.getStudent(studentId)));
  const classes = await loadClasses(students, deps);
  return {
    rows: rows.flatMap((request, index) => {
      const student = students[index];
      // Removed after the list was read.
      if (student == null) return [];
      const schoolClass = student.classId === null ? null : (classes.get(student.classId) ?? null);
      return [{ request, student, schoolClass, defaultEnd: defaultEndOf(schoolClass, timeZone, at) }];
    }),
    next,
  };
}

/** ms UTC; null: the class is over. */
export function defaultEndOf(schoolClass: SchoolClass | null, serverTimeZone: string, now: number): number | null {
  try {
    return topUpEndsAt(null, calendarOf(schoolClass, serverTimeZone), now);
  } catch (error) {
    if (error instanceof AdminError) return null;
    throw error;
  }
}

async function loadClasses(
  students: readonly (Student | null)[],
  { store }: AdminDeps,
): Promise<ReadonlyMap<number, SchoolClass>> {
  const ids = [...new Set(students.flatMap((student) => student?.classId ?? []))];
  const classes = await Promise.all(ids.map((id) => store.access.getClass(id)));
  return new Map(classes.flatMap((each) => (each === null ? [] : [[each.id, each] as const])));
}
