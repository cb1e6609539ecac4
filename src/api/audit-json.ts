import Type, { type Static } from 'typebox';
import { nanoToUsd } from '../ledger/money.ts';
import type { AuditEntry } from '../store/journal-store.ts';
import { snakeCase } from './json-path.ts';
import { CLOSED, IdField, InstantField } from './schemas.ts';

export const AuditAnswer = Type.Object(
  {
    id: IdField,
    at: InstantField,
    actor: Type.String(),
    action: Type.String(),
    subject: Type.String(),
    before: Type.Unknown(),
    after: Type.Unknown(),
  },
  { ...CLOSED, description: 'One change: who, what, before, after.' },
);
export type AuditJson = Static<typeof AuditAnswer>;

/** Fields of domain values that are nano-USD. */
const MONEY = new Set(['limit', 'charged', 'refunded', 'held', 'cost']);

/** `before` and `after` are domain values: their fields get the names and units of the rest of the API. */
export function auditJson({ id, at, actor, action, subject, before, after }: AuditEntry): AuditJson {
  const when = new Date(at).toISOString();
  return { id, at: when, actor, action, subject, before: valueJson(before), after: valueJson(after) };
}

function valueJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(valueJson);
  if (typeof value !== 'object' || value === null) return value;
  // A budget of tokens, calls or images has its limit in them.
  const isCounted = 'unit' in value && value.unit !== 'money';
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) =>
      isCounted && name === 'limit' ? [name, field] : fieldJson(name, field),
    ),
  );
}

function fieldJson(name: string, field: unknown): [string, unknown] {
  if (typeof field === 'number' && MONEY.has(name)) return [`${name}_usd`, nanoToUsd(field)];
  if (typeof field === 'number' && /(?:At|Until)$/.test(name)) return [snakeCase(name), new Date(field).toISOString()];
  if (name === 'recordId') return ['request_id', field];
  return [snakeCase(name), valueJson(field)];
}
