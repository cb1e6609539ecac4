/** How often the students of a class may call. null: no lower than the server's limits, which always apply too. */
export interface CallLimits {
  /** Requests to /v1 by all students of the class together. */
  readonly requestsPerMinute: number | null;
  /** Calls of all students of the class that run at once. */
  readonly callsInFlight: number | null;
  /** The same for each student. */
  readonly studentRequestsPerMinute: number | null;
  readonly studentCallsInFlight: number | null;
}

export const NO_CALL_LIMITS: CallLimits = {
  requestsPerMinute: null,
  callsInFlight: null,
  studentRequestsPerMinute: null,
  studentCallsInFlight: null,
};

/** The limits of the server: JIGAP_STUDENT_REQUESTS_PER_MINUTE and the others of config/limit-settings.ts. */
export interface ServerCallLimits {
  readonly callsInFlight: number;
  readonly studentRequestsPerMinute: number;
  readonly studentCallsInFlight: number;
}

/** A limit of a class that the server has none for. */
const MAX_CLASS_REQUESTS_PER_MINUTE = 1_000_000;

/** The highest value of each limit of a class. */
export function maxCallLimits(server: ServerCallLimits): { readonly [Name in keyof CallLimits]: number } {
  const { callsInFlight, studentRequestsPerMinute, studentCallsInFlight } = server;
  return {
    requestsPerMinute: MAX_CLASS_REQUESTS_PER_MINUTE,
    callsInFlight,
    studentRequestsPerMinute,
    studentCallsInFlight,
  };
}

/** What applies to one student: the server may have been given a lower limit after the class was. */
export interface EffectiveCallLimits {
  readonly studentRequestsPerMinute: number;
  readonly studentCallsInFlight: number;
  /** Of the class together; null: only the server's. */
  readonly requestsPerMinute: number | null;
  readonly callsInFlight: number | null;
}

export function effectiveCallLimits(
  { requestsPerMinute, callsInFlight, ...each }: CallLimits,
  server: ServerCallLimits,
): EffectiveCallLimits {
  return {
    studentRequestsPerMinute: lower(each.studentRequestsPerMinute, server.studentRequestsPerMinute),
    studentCallsInFlight: lower(each.studentCallsInFlight, server.studentCallsInFlight),
    requestsPerMinute,
    callsInFlight: callsInFlight === null ? null : Math.min(callsInFlight, server.callsInFlight),
  };
}

/** @param own null: no lower than the server's */
export function lower(own: number | null, server: number): number {
  return own === null || own > server ? server : own;
}
