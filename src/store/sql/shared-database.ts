/** What keeps the caches of several servers right. */
export interface SharedDatabase {
  /** Resolves once the caches are known to be as the database was after the call of this. @throws StorageError */
  refresh(): Promise<void>;
  /** The transaction that runs changed what others may have cached. */
  changed(): void;
  /** Resolves what dead servers left open, at the full hold. @param now ms UTC @returns how many holds there were */
  expireDead(now: number): Promise<number>;
  /** How far the clocks of two servers may differ, ms. */
  readonly maxClockDifferenceMs: number;
}
