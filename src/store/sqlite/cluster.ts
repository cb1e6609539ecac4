import type { ClusterStore } from '../cluster-store.ts';

/** One process at a time has the database: nobody else changes anything. @param isInPlace its file still has its name */
export function sqliteCluster(isInPlace: () => boolean): ClusterStore {
  return {
    isShared: false,
    isLeader: () => true,
    catchUp: () => null,
    onChange: () => () => {},
    problem: () => (isInPlace() ? null : 'the database file was deleted or replaced'),
  };
}
