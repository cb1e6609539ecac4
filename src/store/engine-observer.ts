/** Work that an engine committed together. Times in ms. */
export interface GroupReport {
  /** Holds, settlements, and what owners change. */
  readonly calls: number;
  /** It was decided on what the process saw last, before it had the lock, which the server confirmed with it. */
  readonly isGuess: boolean;
  /** Until the group had the lock of the ledger. */
  readonly waitMs: number;
  /** While it had it: from the answer that gave it to the answer of its COMMIT. */
  readonly lockMs: number;
  /** From that answer until what was committed was on the disk, and on the standby where one is waited for. */
  readonly flushMs: number;
}

/** What the server of a database says about itself, every few seconds. */
export interface ServerReport {
  /** The age of the oldest snapshot that keeps old rows from being removed, ms; 0: there is none. */
  readonly oldestSnapshotMs: number;
  /** How many standbys a commit may count on; null: none is asked for (synchronous_standby_names is empty). */
  readonly synchronousStandbys: number | null;
}

/** Who measures an engine of several replicas. Its methods are called in the path of calls: they add to sums, no more. */
export interface EngineObserver {
  onGroup(group: GroupReport): void;
  onServer(server: ServerReport): void;
}
