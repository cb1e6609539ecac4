import { nanoToUsd } from '../ledger/money.ts';
import type { Incident } from '../store/journal-store.ts';
import type { UsageRecord } from '../store/usage-record.ts';
import type { UsageSums } from '../store/usage-report.ts';
import { formatInstant, formatOptionalInstant } from './instants.ts';
import type { IncidentJson, RecordJson, UsageSumsJson } from './schemas.ts';

/** Domain values as the JSON of the API: USD numbers, ISO 8601 instants, snake_case. */

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
    started_at: formatInstant(record.startedAt),
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
    created_at: formatInstant(incident.createdAt),
    closed_at: formatOptionalInstant(incident.closedAt),
  };
}
