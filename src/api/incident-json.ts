import Type, { type Static } from 'typebox';
import type { IncidentKind } from '../ledger/holds.ts';
import { nanoToUsd } from '../ledger/money.ts';
import type { CrashResult, Incident } from '../store/journal-store.ts';
import { formatInstant, formatOptionalInstant } from './instants.ts';
import { CLOSED, IdField, InstantField, orNull, UsdField } from './schemas.ts';

/** A new kind that is missing here does not compile. */
const INCIDENT_KINDS = Object.keys({
  overrun: true,
  uncertain: true,
  no_usage: true,
  crash: true,
  upstream_key_refused: true,
  upstream_key_resting: true,
  upstream_key_unreadable: true,
  upstream_out_of_money: true,
  price_tier: true,
  impossible_usage: true,
  unexpected_usage: true,
  upstream_address: true,
  upstream_down: true,
  model_missing: true,
  model_retiring: true,
  ledger_fault: true,
  bill_drift: true,
  project_limit_missing: true,
  project_limit_low: true,
  backup_failed: true,
  database_restored: true,
  notice_channel: true,
} satisfies Record<IncidentKind, true>) as IncidentKind[];

export const IncidentAnswer = Type.Object(
  {
    id: IdField,
    kind: Type.Enum(INCIDENT_KINDS),
    request_id: orNull(
      Type.Integer({ description: 'The call it is about; null when it is about the server or the provider.' }),
    ),
    student_id: orNull(IdField),
    charged_usd: UsdField,
    refunded_usd: UsdField,
    detail: Type.String(),
    crash_at: orNull(
      Type.String({
        description:
          'When jigap started again after a crash: the same for all the calls that it interrupted. null for other kinds.',
      }),
    ),
    created_at: InstantField,
    closed_at: orNull(InstantField),
  },
  { ...CLOSED, description: 'Something that the owner must see.' },
);
export type IncidentJson = Static<typeof IncidentAnswer>;

export function incidentJson(incident: Incident): IncidentJson {
  return {
    id: incident.id,
    kind: incident.kind,
    request_id: incident.recordId,
    student_id: incident.studentId,
    charged_usd: nanoToUsd(incident.charged),
    refunded_usd: nanoToUsd(incident.refunded),
    detail: incident.detail,
    crash_at: formatOptionalInstant(incident.crashAt),
    created_at: formatInstant(incident.createdAt),
    closed_at: formatOptionalInstant(incident.closedAt),
  };
}

export const CrashAnswer = Type.Object(
  {
    crash_at: InstantField,
    closed_incidents: Type.Integer({ description: '0 when all of them were closed before.' }),
    refunded_usd: UsdField,
  },
  { ...CLOSED, description: 'What a decision about a whole crash did.' },
);
export type CrashJson = Static<typeof CrashAnswer>;

export function crashJson(crashAt: number, { closed, refunded }: CrashResult): CrashJson {
  return { crash_at: formatInstant(crashAt), closed_incidents: closed, refunded_usd: nanoToUsd(refunded) };
}
