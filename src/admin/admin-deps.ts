import type { ServerCallLimits } from '../access/call-limits.ts';
import type { ModelPolicy } from '../access/model-policy.ts';
import type { Language } from '../language/languages.ts';
import type { DefaultLimits } from '../ledger/effective-rules.ts';
import type { LastModelCheck } from '../ledger/model-fallbacks.ts';
import type { Catalogue } from '../ledger/prices.ts';
import type { Reconcile } from '../ledger/reconciliation.ts';
import type { CheckReport } from '../store/check-report.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import type { CurrentModels } from './current-models.ts';
import type { DeliverySender } from './delivery-sender.ts';
import type { ReadServer } from './discovery/read-server.ts';
import type { Mailer } from './mailer.ts';
import type { OwnerTimeZone } from './owner-time-zone.ts';
import type { ProjectLimitService } from './project-limit-service.ts';
import type { ProviderFacts } from './provider-facts.ts';
import type { ServerFacts } from './server-facts.ts';

/** What the operations of this folder need. Each takes the actor beside it: createStudent(fields, actor, deps). */
export interface AdminDeps {
  readonly store: Store;
  readonly catalogue: Catalogue;
  /** What students may use now; a class may allow fewer, never more. */
  readonly policy: () => ModelPolicy;
  /** The server's, where a class or a student has none. */
  readonly timeZone: string;
  readonly language: Language;
  /** A class may have lower ones. */
  readonly callLimits: ServerCallLimits;
  /** ms UTC. */
  readonly now: () => number;
}

/** What a running server adds: operations that need more than the store. */
export interface AdminServices extends AdminDeps {
  /** For a support bundle. */
  readonly server: ServerFacts;
  /** SHA-256 (hex) of the owner token that is valid now. */
  readonly ownerTokenHash: () => string;
  /** Brings what the owner changed in another replica into this one; null: there is nothing to wait for. @throws StorageError */
  readonly catchUp: () => Promise<void> | null;
  /** Replaces the owner token and returns the new one. @throws AdminError owner_token_is_set, owner_token_changed */
  readonly rotateOwnerToken: (actor: Actor) => Promise<string>;
  readonly ownerTimeZone: OwnerTimeZone;
  /** The limits that apply where the owner has set none. */
  readonly defaults: DefaultLimits;
  readonly models: CurrentModels;
  /** In the owner's order, at least one. */
  readonly providers: readonly ProviderFacts[];
  /** What its list of models last said; null: not read yet, or the demo. */
  readonly lastModelCheck: LastModelCheck;
  /** The names under which the provider knows students. */
  readonly pseudonymOf: (studentId: number) => string;
  /** For discovering what a model server offers. */
  readonly readServer: ReadServer;
  /** Checks the whole ledger now; each problem becomes an incident too. */
  readonly checkLedger: () => Promise<CheckReport>;
  /** Won per USD; null: amounts are shown in USD only. */
  readonly krwPerUsd: number | null;
  /** null: JIGAP_SMTP_URL is not set. */
  readonly mailer: Mailer | null;
  /** Sends notices to channels. */
  readonly deliveries: DeliverySender;
  /** null: OPENAI_ADMIN_KEY is not set. */
  readonly reconcile: Reconcile | null;
  /** null: OPENAI_ADMIN_KEY is not set. */
  readonly projectLimit: ProjectLimitService | null;
}
