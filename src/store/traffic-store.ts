/** A minute of one student, which begins with its first request. */
export interface RequestMinute {
  count: number;
  /** ms. */
  endsAt: number;
}

/** How much a class may still send, together. */
export interface ClassBucket {
  /** Requests, with fractions; null: none was ever counted. */
  free: number | null;
  /** ms, when `free` was true. */
  at: number;
}

/** Requests of one student to the limit of a class: since the beginning of a minute, and in the one before it. */
export interface RecentRequests {
  /** ms. */
  windowAt: number;
  current: number;
  previous: number;
}

/** What all replicas have let in until now; whoever decides counts the request in it. */
export interface TrafficState {
  /** ms, of the clock of all replicas. */
  readonly now: number;
  readonly minute: RequestMinute;
  /** null: the request has no class. */
  readonly ofClass: {
    readonly bucket: ClassBucket;
    readonly recent: RecentRequests;
    readonly running: number;
  } | null;
  /** Calls of the student. */
  readonly running: number;
}

export interface TrafficRequest<Refused> {
  readonly studentId: number;
  /** null: no limit of a class counts it. */
  readonly classId: number | null;
  /** true: once let in, it runs until end(). */
  readonly isCall: boolean;
  /** May be called again. null: it is let in */
  readonly decide: (state: TrafficState) => Refused | null;
}

/** How much each student and class sends, across all replicas. */
export interface TrafficStore {
  /** Decided one after another, on what all replicas have let in before. null: let in @throws StorageError */
  admit<Refused>(request: TrafficRequest<Refused>): Promise<Refused | null>;
  /** A call that was let in has ended. Nobody waits for it. */
  end(call: Pick<TrafficRequest<unknown>, 'studentId' | 'classId'>): void;
}
