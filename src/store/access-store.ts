import type { ApiToken } from '../access/api-tokens.ts';
import type { Caller } from '../access/callers.ts';
import type { SchoolClass } from '../access/classes.ts';
import type { Student } from '../access/students.ts';
import type {
  ClassFields,
  DecideLessons,
  DecideLimits,
  LimitSets,
  StudentEdits,
  StudentFields,
  StudentWithLimits,
  TokenFields,
} from './access-fields.ts';
import type { AuditAction } from './audit-actions.ts';
import type { Change } from './change.ts';
import type { Page, PageRequest } from './paging.ts';

export interface NamedStudent {
  readonly id: number;
  readonly name: string;
  readonly removed: boolean;
  /** In an archived class. */
  readonly archived: boolean;
}

export type ClassListState = 'current' | 'archived' | 'all';

export interface AccessStore {
  /** Another number once a change of the owner is answered that may matter to a caller. */
  readonly revision: number;
  /** By SHA-256 of an API token; null when there is no such token or its student was removed. */
  findCaller(tokenHash: string): Caller | Promise<Caller | null>;

  createClass(fields: ClassFields, limits: LimitSets, change: Change): Promise<SchoolClass>;
  /** @throws AdminError */
  updateClass(id: number, fields: Partial<ClassFields>, limits: LimitSets, change: Change): Promise<SchoolClass>;
  /** The class's own limits and those of each of its students. @throws AdminError */
  decideClassLimits(id: number, decide: DecideLimits, change: Change): Promise<SchoolClass>;
  /** @throws AdminError when there is none, or it has students */
  deleteClass(id: number, change: Change): Promise<void>;
  /** The old code stops working. @throws AdminError */
  renewJoinCode(id: number, change: Change): Promise<SchoolClass>;
  /** Decided on the class as it is then. @throws AdminError, and what `decide` throws */
  changeLessons(id: number, action: AuditAction, decide: DecideLessons, change: Change): Promise<SchoolClass>;
  /** Of every class, all or none. @returns how many change */
  changeAllLessons(action: AuditAction, decide: DecideLessons, change: Change): Promise<number>;
  /** An archived one, too. */
  getClass(id: number): Promise<SchoolClass | null>;
  /** null: there is no such code, or its class was removed. */
  findClassByJoinCode(code: string): Promise<SchoolClass | null>;
  /** Those that are not archived unless `state` says otherwise. */
  listClasses(page: PageRequest & { readonly state?: ClassListState }): Promise<Page<SchoolClass>>;
  /** In which the days of students are cut, each once: those of the classes, and the server's if any student has none. */
  listTimeZones(serverTimeZone: string): Promise<string[]>;

  /** @throws AdminError for an unknown class, and what the rules of its term refuse */
  createStudent(fields: StudentFields, limits: LimitSets, change: Change): Promise<Student>;
  /** All of them or none. @throws AdminError with the place in the list first in its path */
  createStudents(students: readonly StudentWithLimits[], change: Change): Promise<Student[]>;
  /**
   * All of the edits or none, decided on the students that the class has then.
   * @param decide may be called again; it has no effects @throws AdminError, and what `decide` throws
   */
  editStudentsOf<Decided>(
    classId: number,
    decide: (students: readonly Student[]) => StudentEdits<Decided>,
    change: Change,
  ): Promise<{ readonly decided: Decided; readonly added: readonly Student[] }>;
  /** @throws AdminError */
  updateStudent(id: number, fields: Partial<StudentFields>, limits: LimitSets, change: Change): Promise<Student>;
  /** Revokes the tokens; the records stay. @throws AdminError */
  deleteStudent(id: number, change: Change): Promise<void>;
  getStudent(id: number): Promise<Student | null>;
  /** Every student, removed ones included: abuse is reported late. */
  everyStudent(): Promise<NamedStudent[]>;
  /** Without those of archived classes, unless the class is named. */
  listStudents(page: PageRequest & { readonly classId?: number; readonly name?: string }): Promise<Page<Student>>;

  /** @throws AdminError for an unknown student */
  createToken(fields: TokenFields, change: Change): Promise<ApiToken>;
  /** Only where the student has no token that works. @throws AdminError has_token, and for an unknown student */
  createFirstToken(fields: TokenFields, change: Change): Promise<ApiToken>;
  /** @throws AdminError */
  revokeToken(id: number, change: Change): Promise<void>;
  /**
   * A new token for the same student; the old one stops at `oldStopsAt`.
   * @throws AdminError when there is none, or it was replaced or revoked, even if its grace still runs
   */
  rotateToken(id: number, next: Omit<TokenFields, 'studentId'>, oldStopsAt: number, change: Change): Promise<ApiToken>;
  listTokens(studentId: number, page: PageRequest): Promise<Page<ApiToken>>;
}
