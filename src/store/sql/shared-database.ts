/** What keeps the caches of several servers right. */
export interface SharedDatabase {
  /** Looks whether another server changed something: from then on `isBehind` says so. @throws StorageError */
  refresh(): Promise<void>;
  /** What is cached may be another by now. Work that is queued from now on sees what is. */
  isBehind(): boolean;
  /** The transaction that runs changed what others may have cached. */
  changed(): void;
  /** Resolves what dead servers left open, at the full hold. @param now ms UTC @returns how many holds there were */
  expireDead(now: number): Promise<number>;
  /** How far the clocks of two servers may differ, ms. */
  readonly maxClockDifferenceMs: number;
}
