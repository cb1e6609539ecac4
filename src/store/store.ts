import type { ApiToken } from '../access/api-tokens.ts';
import type { Caller } from '../access/callers.ts';
import type { Language, SchoolClass } from '../access/classes.ts';
import type { Student } from '../access/students.ts';
import type { Budget, BudgetBalance, BudgetLimit } from '../ledger/budgets.ts';
import type { HoldOrder, IncidentKind, Placement, Resolution, Timing } from '../ledger/holds.ts';
import type { NanoUsd } from '../ledger/money.ts';
import type { JoinAnswer, JoinWish } from './joining.ts';
import type { RecordStore } from './records.ts';
import type { SessionStore } from './sessions.ts';
import type { OpenHolds } from './usage.ts';

export type * from './joining.ts';
export type * from './records.ts';
export type * from './refusals.ts';
export type { Session, SessionStore } from './sessions.ts';
export * from './student-overview.ts';
export * from './usage.ts';

/** How jigap is kept. Every method is one transaction, durable when its promise resolves. Instants are ms UTC. */
export interface Store {
  readonly access: AccessStore;
  readonly ledger: LedgerStore;
  readonly records: RecordStore;
  readonly journal: JournalStore;
  readonly sessions: SessionStore;
  /** false: what is written now is lost with the process, because its file was deleted or replaced. */
  isInPlace(): boolean;
  /** Writes what is queued, folds the log into the database file, and lets go of the file and its lock. */
  close(): Promise<void>;
}

/** The disk or the database failed, which any method may meet; the caller must fail closed. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

/** What was named does not exist (any more). */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

/** The change contradicts what is there; the message says what to do instead. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

export interface Page<Row> {
  readonly rows: Row[];
  /** Pass as `after` for the next page; null on the last one. */
  readonly next: number | null;
}

export interface PageRequest {
  readonly after: number | null;
  readonly limit: number;
}

/** Who made a change, for the audit: "owner", "system", "student 12", or "join code" of whoever joins a class. */
export interface Change {
  readonly actor: string;
  readonly now: number;
}

export interface ClassFields {
  readonly name: string;
  readonly timeZone: string;
  readonly language: Language;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly allowedModels: readonly string[] | null;
  /** None when absent. */
  readonly rules?: string | null;
  /** 0 when absent. */
  readonly joinPlaces?: number;
}

export interface StudentFields {
  readonly name: string;
  readonly classId: number | null;
  readonly email: string | null;
  readonly suspended: boolean;
  /** None when absent. */
  readonly note?: string | null;
}

export interface TokenFields {
  readonly studentId: number;
  readonly hash: string;
  readonly prefix: string;
  readonly label: string | null;
  readonly expiresAt: number | null;
}

/** Limits given here replace the whole set of their scope. */
export interface LimitSets {
  readonly budgets?: readonly BudgetLimit[] | undefined;
  readonly studentBudgets?: readonly BudgetLimit[] | undefined;
}

export interface AccessStore {
  /** By SHA-256 of an API token; null when there is no such token or its student was removed. */
  findCaller(tokenHash: string): Promise<Caller | null>;

  createClass(fields: ClassFields, limits: LimitSets, change: Change): Promise<SchoolClass>;
  /** @throws NotFoundError */
  updateClass(id: number, fields: Partial<ClassFields>, limits: LimitSets, change: Change): Promise<SchoolClass>;
  /** @throws NotFoundError, ConflictError while it has students */
  deleteClass(id: number, change: Change): Promise<void>;
  /** The old code leads nowhere from then on. @throws NotFoundError */
  renewJoinCode(id: number, change: Change): Promise<SchoolClass>;
  getClass(id: number): Promise<SchoolClass | null>;
  /** null: there is no such code, or its class was removed. */
  findClassByJoinCode(code: string): Promise<SchoolClass | null>;
  listClasses(page: PageRequest): Promise<Page<SchoolClass>>;

  /** @throws NotFoundError for an unknown class */
  createStudent(fields: StudentFields, limits: LimitSets, change: Change): Promise<Student>;
  /** Takes a place of the class, and makes the student and the API token; or nothing at all. @param now ms UTC */
  join(wish: JoinWish, now: number): Promise<JoinAnswer>;
  /** @throws NotFoundError */
  updateStudent(id: number, fields: Partial<StudentFields>, limits: LimitSets, change: Change): Promise<Student>;
  /** Revokes the tokens; the records stay. @throws NotFoundError */
  deleteStudent(id: number, change: Change): Promise<void>;
  getStudent(id: number): Promise<Student | null>;
  /** Everyone there ever was, removed students too: abuse is reported late. */
  everyStudent(): Promise<{ readonly id: number; readonly name: string; readonly removed: boolean }[]>;
  listStudents(page: PageRequest & { readonly classId?: number; readonly name?: string }): Promise<Page<Student>>;

  /** @throws NotFoundError for an unknown student */
  createToken(fields: TokenFields, change: Change): Promise<ApiToken>;
  /** @throws NotFoundError */
  revokeToken(id: number, change: Change): Promise<void>;
  /**
   * A new token for the same student; the old one stops at `oldStopsAt`.
   * @throws NotFoundError, ConflictError when it was replaced or revoked, even if its grace still runs
   */
  rotateToken(id: number, next: Omit<TokenFields, 'studentId'>, oldStopsAt: number, change: Change): Promise<ApiToken>;
  listTokens(studentId: number, page: PageRequest): Promise<Page<ApiToken>>;
}

export interface LedgerStore {
  /**
   * Reserves the worst case in every budget of the student at once, or in none. When the promise resolves, the hold
   * is on disk. @throws StorageError, NotFoundError when the student was removed meanwhile, ConflictError when a term
   * budget applies and its term is not on (any more)
   */
  placeHold(order: HoldOrder): Promise<Placement>;
  /** Ends a hold and writes its usage record. @throws NotFoundError when it is resolved already */
  resolveHold(holdId: number, resolution: Resolution, timing: Timing): Promise<void>;
  /** Resolves what a dead process left open, at the full hold, each with an incident. Returns how many there were. */
  expireOpenHolds(now: number): Promise<number>;
  /** The calls that run: the oldest `limit` of them, and the number and money of all. */
  openHolds(limit: number): Promise<OpenHolds>;

  /** Sets a limit; what was spent in its period stays spent. @throws NotFoundError for an unknown scope id */
  setBudget(budget: Omit<Budget, 'id'>, change: Change): Promise<Budget>;
  /** @throws NotFoundError */
  deleteBudget(id: number, change: Change): Promise<void>;
  /** The owner's own limits, class defaults included. */
  listBudgets(filter: { readonly scope?: Budget['scope']; readonly scopeId?: number }): Promise<Budget[]>;
  /** The rules of one scope with the money in the current period. @throws NotFoundError for an unknown scope id */
  balancesOf(scope: 'wallet' | 'class' | 'student', scopeId: number, now: number): Promise<BudgetBalance[]>;

  /**
   * The same of several students at once, without making a row for any; who was removed is left out. Calls in flight
   * do not wait for it.
   */
  balancesOfStudents(studentIds: readonly number[], now: number): Promise<ReadonlyMap<number, BudgetBalance[]>>;

  /**
   * Whether the balances are the sum of the records, and the other invariants hold: `quick` compares what is current at
   * `now` or began in the last day or so, `full` everything. Calls may run meanwhile, and do not wait for it.
   */
  check(depth: CheckDepth, now: number): Promise<CheckReport>;
}

export type CheckDepth = 'quick' | 'full';

export interface CheckReport {
  /** How many rows were looked at. */
  readonly balances: number;
  readonly records: number;
  readonly holds: number;
  /** Each says what is wrong where, in the same words as long as it lasts; no names, no secrets. Empty: all is well. */
  readonly faults: readonly string[];
}

export interface Incident {
  readonly id: number;
  readonly kind: IncidentKind;
  /** The call it is about; null when it is about the server or the provider. */
  readonly recordId: number | null;
  readonly studentId: number | null;
  /** What the call was charged. */
  readonly charged: NanoUsd;
  readonly refunded: NanoUsd;
  readonly detail: string;
  readonly createdAt: number;
  /** When the owner closed it, by a refund or by hand. */
  readonly closedAt: number | null;
}

export interface AuditEntry {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** JSON values; never a secret. */
  readonly before: unknown;
  readonly after: unknown;
}

export interface JournalStore {
  /** Raised once per kind and detail until the owner closes it. */
  raiseIncident(kind: IncidentKind, detail: string, now: number): Promise<void>;
  /** As `about` and `rest`, once for all that begins with `about`, closed ones too. @returns whether it was raised now */
  raiseIncidentOnce(kind: IncidentKind, about: string, rest: string, now: number): Promise<boolean>;
  listIncidents(page: PageRequest & { readonly open?: boolean; readonly recordId?: number }): Promise<Page<Incident>>;
  /**
   * Gives back what a call was charged (all that is left of it when amount is null) and closes the incident.
   * @throws NotFoundError, ConflictError when there is nothing (or less than that) to give back
   */
  refund(incidentId: number, amount: NanoUsd | null, change: Change): Promise<Incident>;
  /** @throws NotFoundError */
  closeIncident(incidentId: number, change: Change): Promise<Incident>;
  listAudit(page: PageRequest): Promise<Page<AuditEntry>>;

  /** Hash of the owner token that was generated at the first start; null before it. */
  ownerTokenHash(): Promise<string | null>;
  setOwnerTokenHash(hash: string, change: Change): Promise<void>;
  /**
   * Ends the owner's sessions, too. @throws ConflictError when `known` is not the hash that is kept (any more)
   */
  replaceOwnerTokenHash(known: string, next: string, change: Change): Promise<void>;
  /** true the first time this database is ever served. */
  noteStart(now: number): Promise<boolean>;
  /** ms UTC; null when no process has served from this database yet. */
  firstStart(): Promise<number | null>;
  /** Writes a word, so that whoever asks knows that the disk takes it. @throws StorageError when it does not */
  probeDisk(): Promise<void>;
  /** The last UTC day up to which the provider's bill was compared without a gap; null before the first. */
  billComparedTo(): Promise<string | null>;
  noteBillCompared(day: string): Promise<void>;
  /** Made when it is first asked for, and kept: what students are called upstream is derived from it. */
  pseudonymSecret(): Promise<string>;
}
