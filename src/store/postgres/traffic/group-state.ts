import { UnreachableError } from '../../errors.ts';
import type { ClassBucket, RecentRequests, RequestMinute, TrafficRequest, TrafficState } from '../../traffic-store.ts';
import type { CallsHere } from './calls-here.ts';

/** What READ answers. */
export interface TrafficRead {
  readonly isMember: boolean;
  readonly now: number;
  readonly minutes: readonly (readonly [studentId: number, count: number, endsAt: number])[];
  readonly buckets: readonly (readonly [classId: number, free: number, at: number])[];
  readonly recent: readonly (readonly [
    classId: number,
    studentId: number,
    windowAt: number,
    current: number,
    previous: number,
  ])[];
  readonly ofStudents: readonly (readonly [id: number, count: number])[];
  readonly ofClasses: readonly (readonly [id: number, count: number])[];
}

type Keys = Pick<TrafficRequest<unknown>, 'studentId' | 'classId'>;

/** What the requests of one group read, change one after another, and write. */
export class GroupState {
  readonly #now: number;
  readonly #here: CallsHere;
  readonly #minutes: Map<number, RequestMinute>;
  readonly #buckets: Map<number, ClassBucket>;
  readonly #recent: Map<string, RecentRequests & { readonly classId: number; readonly studentId: number }>;
  readonly #elsewhere: { readonly student: ReadonlyMap<number, number>; readonly class: ReadonlyMap<number, number> };

  /** @throws StorageError where this replica was fenced: its calls are counted no longer */
  constructor(row: TrafficRead, here: CallsHere) {
    if (!row.isMember) throw new UnreachableError('another replica took this one for dead: it lets no call in');
    this.#now = row.now;
    this.#here = here;
    this.#minutes = new Map(row.minutes.map(([id, count, endsAt]) => [id, { count, endsAt }]));
    this.#buckets = new Map(row.buckets.map(([id, free, at]) => [id, { free, at }]));
    this.#recent = new Map(
      row.recent.map(([classId, studentId, windowAt, current, previous]) => [
        `${classId} ${studentId}`,
        { classId, studentId, windowAt, current, previous },
      ]),
    );
    this.#elsewhere = { student: new Map(row.ofStudents), class: new Map(row.ofClasses) };
  }

  /** Counts a call that is let in, so that the next request of the group sees it. */
  decide<Refused>({ studentId, classId, isCall, decide }: TrafficRequest<Refused>): Refused | null {
    const refused = decide(this.#stateOf({ studentId, classId }));
    if (refused === null && isCall) this.#here.add(1, studentId, classId);
    return refused;
  }

  rows() {
    return {
      minutes: [...this.#minutes].map(([student_id, { count, endsAt }]) => ({ student_id, count, ends_at: endsAt })),
      buckets: [...this.#buckets]
        .filter(([, { free }]) => free !== null)
        .map(([class_id, { free, at }]) => ({ class_id, free, at })),
      recent: [...this.#recent.values()].map(({ classId, studentId, windowAt, current, previous }) => ({
        ...{ class_id: classId, student_id: studentId, window_at: windowAt, current, previous },
      })),
    };
  }

  #stateOf({ studentId, classId }: Keys): TrafficState {
    const now = this.#now;
    return {
      now,
      minute: entryOf(this.#minutes, studentId, () => ({ count: 0, endsAt: 0 })),
      running: this.#running('student', studentId),
      ofClass:
        classId === null
          ? null
          : {
              bucket: entryOf(this.#buckets, classId, () => ({ free: null, at: now })),
              recent: entryOf(this.#recent, `${classId} ${studentId}`, () => ({
                ...{ classId, studentId, windowAt: now, current: 0, previous: 0 },
              })),
              running: this.#running('class', classId),
            },
    };
  }

  #running(scope: 'student' | 'class', id: number): number {
    return (this.#elsewhere[scope].get(id) ?? 0) + this.#here.of(scope, id);
  }
}

function entryOf<Key, Value>(entries: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = entries.get(key);
  if (found !== undefined) return found;
  const made = make();
  entries.set(key, made);
  return made;
}
