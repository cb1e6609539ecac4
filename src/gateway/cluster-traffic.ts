import { effectiveCallLimits, NO_CALL_LIMITS, type ServerCallLimits } from '../access/call-limits.ts';
import type { Caller } from '../access/callers.ts';
import { isClassFull, isStudentFull } from '../limits/calls-in-flight.ts';
import { takeClassRequest } from '../limits/class-requests.ts';
import { secondsToWait } from '../limits/student-requests.ts';
import type { RecentRequests, RequestMinute, TrafficState, TrafficStore } from '../store/traffic-store.ts';

export type TrafficRefusal =
  | { readonly limit: 'student-requests' | 'class-requests'; readonly seconds: number }
  | { readonly limit: 'student-full' | 'class-full' };

const MINUTE_MS = 60_000;

/**
 * The limits of students and classes where several replicas let calls in: the same decisions as in one process
 * (limits/), on what all of them have let in.
 */
export class ClusterTraffic {
  readonly #store: TrafficStore;
  readonly #server: ServerCallLimits;

  constructor(store: TrafficStore, server: ServerCallLimits) {
    this.#store = store;
    this.#server = server;
  }

  /** Counts one more request of a student. Returns how many seconds to wait when that is too many, otherwise null. Bound. */
  readonly countRequest = (studentId: number, ofClass: number | null): Promise<number | null> => {
    const perMinute = Math.min(this.#server.studentRequestsPerMinute, ofClass ?? Number.POSITIVE_INFINITY);
    return this.#store.admit({
      ...{ studentId, classId: null, isCall: false },
      decide: ({ minute, now }) => countInMinute(minute, now, perMinute),
    });
  };

  /** Counts the request of a call, and lets it in until leave(). null: it is in @throws StorageError */
  enter({ student, schoolClass }: Caller): Promise<TrafficRefusal | null> {
    const limits = effectiveCallLimits(schoolClass ?? NO_CALL_LIMITS, this.#server);
    // The server's is of each replica: calls-in-flight.ts.
    const callsInFlight = schoolClass?.callsInFlight ?? null;
    return this.#store.admit({
      ...{ studentId: student.id, classId: limitedClassOf({ schoolClass }), isCall: true },
      decide: (state) => decideTraffic(state, { ...limits, callsInFlight }),
    });
  }

  leave({ student, schoolClass }: Caller): void {
    this.#store.end({ studentId: student.id, classId: limitedClassOf({ schoolClass }) });
  }
}

/** null: there is none that counts calls or requests of all its students together. */
function limitedClassOf({ schoolClass }: Pick<Caller, 'schoolClass'>): number | null {
  const { requestsPerMinute = null, callsInFlight = null } = schoolClass ?? {};
  return requestsPerMinute === null && callsInFlight === null ? null : (schoolClass?.id ?? null);
}

/** In the order of one process: requests of the student, of the class, calls of the student, of the class. */
export function decideTraffic(
  { now, minute, ofClass, running }: TrafficState,
  limits: ReturnType<typeof effectiveCallLimits>,
): TrafficRefusal | null {
  const seconds = countInMinute(minute, now, limits.studentRequestsPerMinute);
  if (seconds !== null) return { limit: 'student-requests', seconds };
  if (ofClass !== null && limits.requestsPerMinute !== null) {
    const { bucket, recent } = ofClass;
    // The clock of another server may have been ahead.
    bucket.at = Math.min(bucket.at, now);
    turnWindow(recent, now);
    const wait = takeClassRequest(bucket, recent, limits.requestsPerMinute, now);
    if (wait !== null) return { limit: 'class-requests', seconds: wait };
    recent.current++;
  }
  if (isStudentFull(running, null, limits.studentCallsInFlight)) return { limit: 'student-full' };
  if (ofClass !== null && isClassFull(running, ofClass.running, limits.callsInFlight)) return { limit: 'class-full' };
  return null;
}

function countInMinute(minute: RequestMinute, now: number, perMinute: number): number | null {
  if (minute.endsAt <= now || minute.endsAt > now + MINUTE_MS) {
    minute.count = 0;
    minute.endsAt = now + MINUTE_MS;
  }
  minute.count++;
  return secondsToWait(minute, now, perMinute);
}

function turnWindow(recent: RecentRequests, now: number): void {
  const windows = Math.floor((now - recent.windowAt) / MINUTE_MS);
  if (windows === 0) return;
  recent.previous = windows === 1 ? recent.current : 0;
  recent.current = 0;
  recent.windowAt = windows === 1 ? recent.windowAt + MINUTE_MS : now;
}
