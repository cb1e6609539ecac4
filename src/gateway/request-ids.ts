import { randomUUID } from 'node:crypto';

/**
 * Request ids: "req_" and 32 hexadecimal digits. Once a call has its hold, the last digits are the id of that hold, which
 * the usage record keeps: so the cost of a call is found by its x-request-id, and nothing more is stored. The digits
 * before them stay as they were, for whoever searches the log.
 */
const NUMBER_DIGITS = 14;
const RANDOM_DIGITS = 32 - NUMBER_DIGITS;
const CALL_ID = new RegExp(`^req_[0-9a-f]{${RANDOM_DIGITS}}([0-9a-f]{${NUMBER_DIGITS}})$`);

export function newRequestId(): string {
  return `req_${randomUUID().replaceAll('-', '')}`;
}

/** The id of a request that has a hold. */
export function withHoldId(requestId: string, holdId: number): string {
  // Two small integers are written four times as fast as one large number.
  const high = Math.floor(holdId / 2 ** 32).toString(16);
  const low = (holdId >>> 0).toString(16);
  return requestId.slice(0, -NUMBER_DIGITS) + high.padStart(NUMBER_DIGITS - 8, '0') + low.padStart(8, '0');
}

/** The hold, and the usage record, that a request id names; null for what names none. */
export function holdIdOf(requestId: string): number | null {
  const digits = CALL_ID.exec(requestId)?.[1];
  const id = digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
  return Number.isSafeInteger(id) ? id : null;
}
