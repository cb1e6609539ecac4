import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { Language } from '../access/classes.ts';
import type { Catalogue } from '../ledger/prices.ts';
import type { Reconcile } from '../ledger/reconciliation.ts';
import type { Change } from '../store/change.ts';
import type { CheckReport } from '../store/check-report.ts';
import type { Store } from '../store/store.ts';

export interface OwnerDeps {
  readonly store: Store;
  /** SHA-256 (hex) of the owner token that is in force now. */
  readonly ownerTokenHash: () => string;
  /** Puts a new owner token in force and returns it. @throws OwnerError 409 when it is set from outside */
  readonly rotateOwnerToken: (change: Change) => Promise<string>;
  readonly catalogue: Catalogue;
  /** Every name a student may ask for; a class may allow fewer, never more. */
  readonly allowedModels: readonly string[];
  /** The server's, for whoever has no class. */
  readonly timeZone: string;
  readonly language: Language;
  /** Counts a wrong owner token; how many seconds to wait when there were too many from an address, or null. */
  readonly countFailure: (request: FastifyRequest) => Promise<number | null>;
  /** What the provider is told instead of who a student is. */
  readonly pseudonymOf: (studentId: number) => string;
  /** All of the ledger, now; what is found is an incident too. */
  readonly checkLedger: () => Promise<CheckReport>;
  /** null: OPENAI_ADMIN_KEY is not set. */
  readonly reconcile: Reconcile | null;
  /** ms UTC. */
  readonly now: () => number;
}

export type OwnerApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What the audit says of a change that came in here. */
export function ownersChange(deps: OwnerDeps): Change {
  return { actor: 'owner', now: deps.now() };
}
