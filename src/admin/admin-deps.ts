import type { Language } from '../access/classes.ts';
import type { Catalogue } from '../ledger/prices.ts';
import type { Store } from '../store/store.ts';

/** What the operations of this folder need. Each takes the actor beside it: createStudent(fields, actor, deps). */
export interface AdminDeps {
  readonly store: Store;
  readonly catalogue: Catalogue;
  /** Every name a student may ask for; a class may allow fewer, never more. */
  readonly allowedModels: readonly string[];
  /** The server's, where a class or a student has none. */
  readonly timeZone: string;
  readonly language: Language;
  /** ms UTC. */
  readonly now: () => number;
}
