import type { ApiToken } from '../access/api-tokens.ts';
import type { SchoolClass } from '../access/classes.ts';
import type { Student } from '../access/students.ts';
import { budgetJson } from '../ledger/budget-json.ts';
import type { BudgetBalance, BudgetLimit } from '../ledger/budgets.ts';
import { nanoToUsd } from '../ledger/money.ts';
import type { Incident } from '../store/journal-store.ts';
import type { UsageRecord } from '../store/usage-record.ts';
import type { UsageSums } from '../store/usage-report.ts';
import type { ClassJson, IncidentJson, RecordJson, StudentJson, TokenJson, UsageSumsJson } from './schemas.ts';

/** Domain values as the JSON of the API: USD numbers, ISO 8601 instants, snake_case. */

export function classJson(
  schoolClass: SchoolClass,
  balances: readonly BudgetBalance[],
  studentLimits: readonly BudgetLimit[],
): ClassJson {
  const { id, name, timeZone, language, startsOn, endsOn, allowedModels, rules, joinCode, joinPlaces, createdAt } =
    schoolClass;
  return {
    id,
    name,
    time_zone: timeZone,
    language,
    starts_on: startsOn,
    ends_on: endsOn,
    allowed_models: allowedModels === null ? null : [...allowedModels],
    rules,
    join_code: joinCode,
    join_places: joinPlaces,
    budgets: balances.map(budgetJson),
    student_budgets: studentLimits.map(({ period, limit }) => ({ period, limit_usd: nanoToUsd(limit) })),
    created_at: instant(createdAt),
  };
}

export function studentJson(student: Student, balances: readonly BudgetBalance[]): StudentJson {
  return {
    id: student.id,
    name: student.name,
    class_id: student.classId,
    email: student.email,
    note: student.note,
    suspended: student.suspendedAt !== null,
    suspended_at: instantOrNull(student.suspendedAt),
    budgets: balances.map(budgetJson),
    created_at: instant(student.createdAt),
  };
}

export function tokenJson(token: ApiToken): TokenJson {
  return {
    id: token.id,
    student_id: token.studentId,
    prefix: token.prefix,
    label: token.label,
    created_at: instant(token.createdAt),
    expires_at: instantOrNull(token.expiresAt),
    revoked_at: instantOrNull(token.revokedAt),
    last_used_at: instantOrNull(token.lastUsedAt),
  };
}

export function usageSumsJson(sums: UsageSums): UsageSumsJson {
  return {
    requests: sums.requests,
    input_tokens: sums.inputTokens,
    cached_input_tokens: sums.cachedInputTokens,
    output_tokens: sums.outputTokens,
    cost_usd: nanoToUsd(sums.cost),
  };
}

export function recordJson(record: UsageRecord): RecordJson {
  return {
    id: record.id,
    student_id: record.studentId,
    class_id: record.classId,
    token_id: record.tokenId,
    endpoint: record.endpoint,
    model: record.model,
    served_model: record.servedModel,
    price: record.priceVersion,
    input_tokens: record.inputTokens,
    cached_input_tokens: record.cachedInputTokens,
    cache_write_tokens: record.cacheWriteTokens,
    output_tokens: record.outputTokens,
    held_usd: nanoToUsd(record.held),
    cost_usd: nanoToUsd(record.cost),
    refunded_usd: nanoToUsd(record.refunded),
    outcome: record.outcome,
    started_at: instant(record.startedAt),
    duration_ms: record.durationMs,
    first_byte_ms: record.firstByteMs,
  };
}

export function incidentJson(incident: Incident): IncidentJson {
  return {
    id: incident.id,
    kind: incident.kind,
    request_id: incident.recordId,
    student_id: incident.studentId,
    charged_usd: nanoToUsd(incident.charged),
    refunded_usd: nanoToUsd(incident.refunded),
    detail: incident.detail,
    created_at: instant(incident.createdAt),
    closed_at: instantOrNull(incident.closedAt),
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}
