import type { IncidentKind } from '../ledger/holds.ts';
import type { NanoUsd } from '../ledger/money.ts';
import type { ProjectLimitState } from '../ledger/project-limit.ts';
import type { Change } from './change.ts';
import type { ModelChoiceStore } from './model-choice-store.ts';
import type { Page, PageRequest } from './paging.ts';

export interface Incident {
  readonly id: number;
  readonly kind: IncidentKind;
  /** The call it is about; null when it is about the server or the provider. */
  readonly recordId: number | null;
  readonly studentId: number | null;
  /** What the call was charged. */
  readonly charged: NanoUsd;
  readonly refunded: NanoUsd;
  /** Tokens that it was charged and that were not given back: they matter to budgets of tokens. */
  readonly chargedTokens: number;
  readonly detail: string;
  /** Of a crash: when the next start found the call open, the same for all its calls. ms UTC; null for other kinds. */
  readonly crashAt: number | null;
  readonly createdAt: number;
  /** When the owner closed it, by a refund or by hand. */
  readonly closedAt: number | null;
}

export interface IncidentFilter {
  readonly open?: boolean;
  readonly recordId?: number;
  /** Incidents of this crash. */
  readonly crashAt?: number;
}

export interface CrashPlan {
  readonly refunds: readonly { readonly recordId: number; readonly amount: NanoUsd; readonly isWhole: boolean }[];
  /** The incidents that are closed by it. */
  readonly closed: readonly Incident[];
}

export interface CrashResult {
  /** How many incidents were closed now; 0 when all were before. */
  readonly closed: number;
  readonly refunded: NanoUsd;
}

export interface AuditEntry {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** JSON values; never a secret. */
  readonly before: unknown;
  readonly after: unknown;
}

export interface JournalStore extends ModelChoiceStore {
  /** Raised once per kind and detail until the owner closes it. */
  raiseIncident(kind: IncidentKind, detail: string, now: number): Promise<void>;
  /** As `about` and `rest`, once for all that begins with `about`, closed ones too. @returns whether it was raised now */
  raiseIncidentOnce(kind: IncidentKind, about: string, rest: string, now: number): Promise<boolean>;
  listIncidents(page: PageRequest & IncidentFilter): Promise<Page<Incident>>;
  /**
   * Refunds what a call was charged (all that is left of it when amount is null) and closes the incident.
   * @throws AdminError incident_not_found, and what checkRefund refuses
   */
  refund(incidentId: number, amount: NanoUsd | null, change: Change): Promise<Incident>;
  /** @throws AdminError incident_not_found */
  closeIncident(incidentId: number, change: Change): Promise<Incident>;
  /**
   * Refunds and closes incidents of a crash together, or none; one entry of the audit unless there is nothing to do.
   * @param plan decides on the incidents that the crash has then; may be called again @throws what `plan` throws
   */
  decideCrash(
    crashAt: number,
    action: 'crash.refund' | 'crash.close',
    plan: (incidents: readonly Incident[]) => CrashPlan,
    change: Change,
  ): Promise<CrashResult>;
  listAudit(page: PageRequest): Promise<Page<AuditEntry>>;

  /** Hash of the owner token that was generated at the first start; null before it. */
  ownerTokenHash(): Promise<string | null>;
  /** Unless there is one. @returns the one that is valid then: replicas that start together agree on it */
  setOwnerTokenHash(hash: string, change: Change): Promise<string>;
  /**
   * Ends the owner's sessions, too. @throws ConflictError when `known` is not the current hash
   */
  replaceOwnerTokenHash(known: string, next: string, change: Change): Promise<void>;
  /** The zone in which the owner reads reports; null: none is set. */
  ownerTimeZone(): Promise<string | null>;
  /** @param timeZone null: none from now on */
  setOwnerTimeZone(timeZone: string | null, change: Change): Promise<void>;
  /** true the first time this database is ever served. */
  noteStart(now: number): Promise<boolean>;
  /** ms UTC; null when no process has served from this database yet. */
  firstStart(): Promise<number | null>;
  /** The newest that any replica noted under a name; null: none has. `at`: ms UTC. */
  finding(name: string): Promise<{ readonly at: number; readonly text: string } | null>;
  /** Unless a newer one is there. */
  noteFinding(name: string, at: number, text: string): Promise<void>;
  /** Writes a word, to know that the disk takes writes. @throws StorageError when it does not */
  probeDisk(): Promise<void>;
  /** The last UTC day up to which the provider's bill was compared without a gap; null before the first. */
  billComparedTo(): Promise<string | null>;
  noteBillCompared(day: string): Promise<void>;
  /** How the provider's limit on the project last stood to the wallet; null before the first reading. */
  projectLimitState(): Promise<ProjectLimitState | null>;
  noteProjectLimitState(state: ProjectLimitState): Promise<void>;
  /** @param before null: the project had none */
  noteProjectLimitSet(before: NanoUsd | null, limit: NanoUsd, change: Change): Promise<void>;
  /** Generated at the first request, and stored: what students are called upstream is derived from it. */
  pseudonymSecret(): Promise<string>;
}
