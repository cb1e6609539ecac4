import type { SchoolClass } from '../access/classes.ts';
import type { ClassFields } from './access-fields.ts';
import type { Change } from './change.ts';

/** What archiving a class stopped. */
export interface ArchivedClass {
  readonly schoolClass: SchoolClass;
  readonly students: number;
  /** How many of each stopped working. */
  readonly tokens: number;
  readonly claimLinks: number;
  readonly joinRequests: number;
  /** Open ones. */
  readonly moneyRequests: number;
}

/** What archiving a class would stop, and the calls that would end as they do. */
export interface RunningClass {
  readonly students: number;
  readonly tokens: number;
  readonly claimLinks: number;
  readonly joinRequests: number;
  readonly callsInFlight: number;
}

/** The end of a class. Records, budgets and balances stay what they are. */
export interface ArchiveStore {
  /** @throws AdminError class_not_found */
  countRunning(classId: number, now: number): Promise<RunningClass>;
  /** How many calls of these students run now. */
  countCallsOf(studentIds: readonly number[]): Promise<number>;
  /**
   * Takes a class out of every list and stops its students: API tokens, claim links, join requests and sessions, all of
   * them or none. Calls that have a hold end as they would. @throws AdminError class_not_found, class_archived
   */
  archive(classId: number, change: Change): Promise<ArchivedClass>;
  /** Puts it back into the lists, with another join code; what was stopped stays so. @throws AdminError class_not_found, class_not_archived */
  reopen(classId: number, change: Change): Promise<SchoolClass>;
  /**
   * A new class with the settings and the budgets of another, archived or not, and none of its students.
   * @throws AdminError class_not_found, and what the rules of a new class refuse
   */
  copy(classId: number, fields: CopyFields, change: Change): Promise<SchoolClass>;
}

/** What the copy does not take over. */
export type CopyFields = Pick<ClassFields, 'name' | 'startsOn' | 'endsOn'>;
