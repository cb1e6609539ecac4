/** The other replicas on the same database. Without them (SQLite) this process is the leader, and nothing changes elsewhere. */
export interface ClusterStore {
  /** true: other replicas may work on the same database. */
  readonly isShared: boolean;
  /** Whether this replica does what is done once for all: one does, and another one within seconds of its death. */
  isLeader(): boolean;
  /**
   * Looks whether another replica changed something that is cached here. From then on `access.revision` says so. Requests
   * of the same turn of the event loop share one look. null: there is no other replica. @throws StorageError
   */
  catchUp(): Promise<void> | null;
  /** Calls back soon after such a change, also without a request. What must be exact asks catchUp(). @returns ends it */
  onChange(listener: () => void): () => void;
  /** What is wrong with the database, as a clause for operators: "the database cannot be reached". null: nothing. */
  problem(): string | null;
}
