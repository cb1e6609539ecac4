import type { Language } from '../access/classes.ts';
import type { Catalogue } from '../ledger/prices.ts';
import type { Reconcile } from '../ledger/reconciliation.ts';
import type { CheckReport } from '../store/check-report.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { OwnerTimeZone } from './owner-time-zone.ts';

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

/** What a running server adds: operations that need more than the store. */
export interface AdminServices extends AdminDeps {
  /** SHA-256 (hex) of the owner token that is valid now. */
  readonly ownerTokenHash: () => string;
  /** Replaces the owner token and returns the new one. @throws AdminError owner_token_is_set, owner_token_changed */
  readonly rotateOwnerToken: (actor: Actor) => Promise<string>;
  readonly ownerTimeZone: OwnerTimeZone;
  /** The names under which the provider knows students. */
  readonly pseudonymOf: (studentId: number) => string;
  /** Checks the whole ledger now; each problem becomes an incident too. */
  readonly checkLedger: () => Promise<CheckReport>;
  /** null: OPENAI_ADMIN_KEY is not set. */
  readonly reconcile: Reconcile | null;
}
