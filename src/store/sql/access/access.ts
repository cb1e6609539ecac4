import type { ApiToken } from '../../../access/api-tokens.ts';
import type { Caller } from '../../../access/callers.ts';
import type { SchoolClass } from '../../../access/classes.ts';
import type { Student } from '../../../access/students.ts';
import type {
  ClassFields,
  DecideLessons,
  DecideLimits,
  LimitSets,
  StudentEdits,
  StudentFields,
  StudentWithLimits,
  TokenFields,
} from '../../access-fields.ts';
import type { AccessStore, ClassListState, NamedStudent } from '../../access-store.ts';
import type { AuditAction } from '../../audit-actions.ts';
import type { Change } from '../../change.ts';
import { NotFoundError } from '../../errors.ts';
import type { Page, PageRequest } from '../../paging.ts';
import type { EffectiveRules } from '../ledger/effective-rules.ts';
import type { SharedDatabase } from '../shared-database.ts';
import type { SqlWork } from '../sql-work.ts';
import type { Transactions } from '../transactions.ts';
import type { ClassLessons } from './class-lessons.ts';
import type { Classes } from './classes.ts';
import type { Students } from './students.ts';
import type { Tokens } from './tokens.ts';

export class SqlAccess implements AccessStore {
  readonly #group: Transactions;
  readonly #rules: EffectiveRules;
  readonly #classes: Classes;
  readonly #lessons: ClassLessons;
  readonly #students: Students;
  readonly #tokens: Tokens;
  readonly #shared: Pick<SharedDatabase, 'refresh' | 'isBehind'> | null;
  readonly #callers = new Map<string, Caller>();
  #revision = 0;

  constructor(
    group: Transactions,
    parts: {
      rules: EffectiveRules;
      classes: Classes;
      lessons: ClassLessons;
      students: Students;
      tokens: Tokens;
      shared: Pick<SharedDatabase, 'refresh' | 'isBehind'> | null;
    },
  ) {
    this.#group = group;
    this.#rules = parts.rules;
    this.#classes = parts.classes;
    this.#lessons = parts.lessons;
    this.#students = parts.students;
    this.#tokens = parts.tokens;
    this.#shared = parts.shared;
  }

  get revision(): number {
    return this.#revision;
  }

  forget(): void {
    this.#callers.clear();
    this.countRevision();
  }

  /** What was found before must be looked up again. */
  countRevision(): void {
    this.#revision += 1;
  }

  /** Cached until the owner changes anything; unknown hashes are not cached, so guessing fills no memory. */
  findCaller(tokenHash: string): Caller | Promise<Caller | null> {
    if (this.#shared !== null) return this.#shared.refresh().then(() => this.#findCached(tokenHash));
    return this.#findCached(tokenHash);
  }

  #findCached(tokenHash: string): Caller | Promise<Caller | null> {
    const cached = this.#shared?.isBehind() === true ? undefined : this.#callers.get(tokenHash);
    return (
      cached ??
      this.#group.readCached(
        () => this.#lookUp(tokenHash),
        () => (this.#callers.has(tokenHash) ? [] : [this.#warm(tokenHash)]),
      )
    );
  }

  createClass(fields: ClassFields, limits: LimitSets, change: Change): Promise<SchoolClass> {
    return this.#group.write(() => this.#classes.create(fields, limits, change));
  }

  updateClass(id: number, fields: Partial<ClassFields>, limits: LimitSets, change: Change): Promise<SchoolClass> {
    return this.#group.write(() => this.#classes.update(id, fields, limits, change));
  }

  decideClassLimits(id: number, decide: DecideLimits, change: Change): Promise<SchoolClass> {
    return this.#group.write(() => this.#classes.decideLimits(id, decide, change));
  }

  deleteClass(id: number, change: Change): Promise<void> {
    return this.#group.write(() => this.#classes.remove(id, change));
  }

  renewJoinCode(id: number, change: Change): Promise<SchoolClass> {
    return this.#group.write(() => this.#classes.renewJoinCode(id, change));
  }

  changeLessons(id: number, action: AuditAction, decide: DecideLessons, change: Change): Promise<SchoolClass> {
    return this.#group.write(() => this.#lessons.change(id, action, decide, change));
  }

  changeAllLessons(action: AuditAction, decide: DecideLessons, change: Change): Promise<number> {
    return this.#group.write(() => this.#lessons.changeAll(action, decide, change));
  }

  getClass(id: number): Promise<SchoolClass | null> {
    return this.#group.read(() => this.#classes.find(id));
  }

  findClassByJoinCode(code: string): Promise<SchoolClass | null> {
    return this.#group.read(() => this.#classes.findByJoinCode(code));
  }

  listClasses(page: PageRequest & { state?: ClassListState }): Promise<Page<SchoolClass>> {
    return this.#group.read(() => this.#classes.list(page));
  }

  listTimeZones(serverTimeZone: string): Promise<string[]> {
    return this.#group.read(() => this.#classes.listTimeZones(serverTimeZone));
  }

  createStudent(fields: StudentFields, limits: LimitSets, change: Change): Promise<Student> {
    return this.#group.write(() => this.#students.create(fields, limits, change));
  }

  createStudents(students: readonly StudentWithLimits[], change: Change): Promise<Student[]> {
    return this.#group.write(() => this.#students.createSeveral(students, change));
  }

  editStudentsOf<Decided>(
    classId: number,
    decide: (students: readonly Student[]) => StudentEdits<Decided>,
    change: Change,
  ): Promise<{ decided: Decided; added: Student[] }> {
    return this.#group.write(() => this.#students.editAllOf(classId, decide, change));
  }

  updateStudent(id: number, fields: Partial<StudentFields>, limits: LimitSets, change: Change): Promise<Student> {
    return this.#group.write(() => this.#students.update(id, fields, limits, change));
  }

  deleteStudent(id: number, change: Change): Promise<void> {
    return this.#group.write(() => this.#students.remove(id, change));
  }

  getStudent(id: number): Promise<Student | null> {
    return this.#group.read(() => this.#students.find(id));
  }

  everyStudent(): Promise<NamedStudent[]> {
    return this.#group.read(() => this.#students.listEvery());
  }

  listStudents(page: PageRequest & { classId?: number; name?: string }): Promise<Page<Student>> {
    return this.#group.read(() => this.#students.list(page));
  }

  createToken(fields: TokenFields, change: Change): Promise<ApiToken> {
    return this.#group.write(() => this.#tokens.create(fields, change));
  }

  createFirstToken(fields: TokenFields, change: Change): Promise<ApiToken> {
    return this.#group.write(() => this.#tokens.createFirst(fields, change));
  }

  revokeToken(id: number, change: Change): Promise<void> {
    return this.#group.write(() => this.#tokens.revoke(id, change));
  }

  rotateToken(id: number, next: Omit<TokenFields, 'studentId'>, oldStopsAt: number, change: Change): Promise<ApiToken> {
    return this.#group.write(() => this.#tokens.rotate(id, next, oldStopsAt, change));
  }

  listTokens(studentId: number, page: PageRequest): Promise<Page<ApiToken>> {
    return this.#group.read(() => this.#tokens.list(studentId, page));
  }

  *#warm(tokenHash: string): SqlWork<void> {
    yield* this.#lookUp(tokenHash);
  }

  *#lookUp(tokenHash: string): SqlWork<Caller | null> {
    const known = this.#callers.get(tokenHash);
    if (known !== undefined) return known;
    const token = yield* this.#tokens.find(tokenHash);
    if (token === null) return null;
    try {
      const { student, schoolClass, rules, calendar } = yield* this.#rules.ofStudent(token.studentId);
      const caller = { token, student, schoolClass, rules, timeZone: calendar.timeZone };
      this.#callers.set(tokenHash, caller);
      return caller;
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }
}
