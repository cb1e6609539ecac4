/** What keeps the caches of several servers right. */
export interface SharedDatabase {
  /** Resolves once the caches are known to be as the database was after the call of this. @throws StorageError */
  refresh(): Promise<void>;
  /** The transaction that runs changed what others may have cached. */
  changed(): void;
  /** How far the clocks of two servers may differ, ms. */
  readonly maxClockDifferenceMs: number;
}
