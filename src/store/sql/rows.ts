import type { ApiToken } from '../../access/api-tokens.ts';
import type { ClaimLink, ClaimMailState, MailProblem } from '../../access/claim-links.ts';
import type { JoinMode, SchoolClass } from '../../access/classes.ts';
import type { Student } from '../../access/students.ts';
import type { Language } from '../../language/languages.ts';
import type { Budget } from '../../ledger/budgets.ts';
import { heldAt } from '../../ledger/hold-ids.ts';
import type { IncidentKind, Outcome } from '../../ledger/holds.ts';
import type { Period } from '../../ledger/periods.ts';
import type { AuditEntry, Incident } from '../journal-store.ts';
import type { Page } from '../paging.ts';
import type { UsageRecord } from '../usage-record.ts';

/** Rows as the database has them, and the domain's objects made of them. */

export interface ClassRow {
  id: number;
  name: string;
  time_zone: string;
  language: Language;
  owner_title: string | null;
  starts_on: string | null;
  ends_on: string | null;
  allowed_models: string | null;
  rules: string | null;
  join_code: string;
  join_places: number;
  join_mode: JoinMode;
  created_at: number;
}

export function classFrom(row: ClassRow): SchoolClass {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    language: row.language,
    ownerTitle: row.owner_title,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    allowedModels: row.allowed_models === null ? null : (JSON.parse(row.allowed_models) as string[]),
    rules: row.rules,
    joinCode: row.join_code,
    joinPlaces: row.join_places,
    joinMode: row.join_mode,
    createdAt: row.created_at,
  };
}

export interface StudentRow {
  id: number;
  class_id: number | null;
  name: string;
  student_number: string | null;
  email: string | null;
  note: string | null;
  suspended_at: number | null;
  created_at: number;
}

export function studentFrom(row: StudentRow): Student {
  return {
    id: row.id,
    classId: row.class_id,
    name: row.name,
    studentNumber: row.student_number,
    email: row.email,
    note: row.note,
    suspendedAt: row.suspended_at,
    createdAt: row.created_at,
  };
}

export interface TokenRow {
  id: number;
  student_id: number;
  hash: string;
  prefix: string;
  label: string | null;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
}

export function tokenFrom(row: TokenRow): ApiToken {
  return {
    id: row.id,
    studentId: row.student_id,
    prefix: row.prefix,
    label: row.label,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}

export interface ClaimLinkRow {
  id: number;
  student_id: number;
  created_at: number;
  expires_at: number;
  claimed_at: number | null;
  revoked_at: number | null;
  token_id: number | null;
  mail_state: ClaimMailState | null;
  mail_to: string | null;
  mail_at: number | null;
  mail_problem: MailProblem | null;
}

export function claimLinkFrom(row: ClaimLinkRow): ClaimLink {
  const { mail_state: state, mail_to: to, mail_at: at, mail_problem: problem } = row;
  return {
    id: row.id,
    studentId: row.student_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    claimedAt: row.claimed_at,
    revokedAt: row.revoked_at,
    tokenId: row.token_id,
    mail: state === null || to === null || at === null ? null : { state, to, at, problem },
  };
}

export interface BudgetRow {
  id: number;
  scope: Budget['scope'];
  scope_id: number;
  period: Period;
  limit_nano: number;
}

export function budgetFrom(row: BudgetRow): Budget {
  return { id: row.id, scope: row.scope, scopeId: row.scope_id, period: row.period, limit: row.limit_nano };
}

export interface HoldRow {
  id: number;
  student_id: number;
  class_id: number;
  token_id: number;
  day: string;
  endpoint: string;
  model: string;
  served_model: string;
  price_version: string;
  amount: number;
  balance_ids: string;
}

export interface RecordRow {
  id: number;
  student_id: number;
  class_id: number;
  token_id: number;
  day: string;
  endpoint: string;
  model: string;
  served_model: string;
  price_version: string;
  input_tokens: number;
  cached_input_tokens: number;
  cache_write_tokens: number;
  output_tokens: number;
  held: number;
  cost: number;
  outcome: Outcome;
  duration_ms: number;
  first_byte_ms: number | null;
}

export function recordFrom(row: RecordRow & { refunded: number }): UsageRecord {
  return {
    id: row.id,
    studentId: row.student_id,
    classId: row.class_id === 0 ? null : row.class_id,
    tokenId: row.token_id,
    endpoint: row.endpoint,
    model: row.model,
    servedModel: row.served_model,
    priceVersion: row.price_version,
    inputTokens: row.input_tokens,
    cachedInputTokens: row.cached_input_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    outputTokens: row.output_tokens,
    held: row.held,
    cost: row.cost,
    refunded: row.refunded,
    outcome: row.outcome,
    startedAt: heldAt(row.id),
    durationMs: row.duration_ms,
    firstByteMs: row.first_byte_ms,
  };
}

export interface IncidentRow {
  id: number;
  kind: IncidentKind;
  record_id: number | null;
  detail: string;
  created_at: number;
  closed_at: number | null;
  student_id: number | null;
  cost: number | null;
  refunded: number | null;
  crash_at: number | null;
}

export function incidentFrom(row: IncidentRow): Incident {
  return {
    id: row.id,
    kind: row.kind,
    recordId: row.record_id,
    studentId: row.student_id,
    charged: row.cost ?? 0,
    refunded: row.refunded ?? 0,
    detail: row.detail,
    crashAt: row.crash_at,
    createdAt: row.created_at,
    closedAt: row.closed_at,
  };
}

export interface AuditRow {
  id: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  before: string;
  after: string;
}

export function auditFrom(row: AuditRow): AuditEntry {
  return { ...row, before: JSON.parse(row.before), after: JSON.parse(row.after) };
}

/** Cuts a page out of rows that were read with one more than the limit. */
export function cutPage<Row extends { id: number }, Item>(
  rows: Row[],
  limit: number,
  itemFrom: (row: Row) => Item,
): Page<Item> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page.map(itemFrom), next: rows.length > limit && last !== undefined ? last.id : null };
}
