import { isLocalDay } from '../ledger/periods.ts';
import { invalidValue } from './api-error.ts';

/** Instants are ms UTC in the domain, and ISO 8601 in JSON. */

export function formatInstant(ms: number): string {
  return new Date(ms).toISOString();
}

export function formatOptionalInstant(ms: number | null): string | null {
  return ms === null ? null : formatInstant(ms);
}

/** An instant with its zone ("2026-12-31T23:59:59+09:00") -> ms UTC. */
export function parseInstant(text: string, param: string): number {
  const parts = /^(\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/.exec(text);
  const instant = parts !== null && isLocalDay(parts[1] ?? '') ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) {
    throw invalidValue(param, {
      en: `${param} must be an instant with its zone, such as 2026-12-31T23:59:59+09:00.`,
      ko: `${param} 값은 2026-12-31T23:59:59+09:00처럼 시간대가 있는 시각이어야 합니다.`,
    });
  }
  return instant;
}
