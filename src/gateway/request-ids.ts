import { randomFillSync } from 'node:crypto';
import { REQUEST_ID_DIGITS } from '../ledger/hold-ids.ts';

const ID_BYTES = 16;
/** Random bytes cost much less when many are made at once. */
const RANDOM = Buffer.alloc(256 * ID_BYTES);
let used = RANDOM.length;

/**
 * Request ids: "req_" and 32 hexadecimal digits. Once a call has its hold, the last digits are the id of that hold, which
 * the usage record keeps: so the cost of a call is found by its x-request-id, and nothing more is stored. The digits
 * before them stay as they were, for whoever searches the log. holdIdOf() reads them.
 */
export function newRequestId(): string {
  if (used === RANDOM.length) {
    randomFillSync(RANDOM);
    used = 0;
  }
  used += ID_BYTES;
  return `req_${RANDOM.toString('hex', used - ID_BYTES, used)}`;
}

/** The id of a request that has a hold. */
export function withHoldId(requestId: string, holdId: number): string {
  // Two small integers are written four times as fast as one large number.
  const high = Math.floor(holdId / 2 ** 32).toString(16);
  const low = (holdId >>> 0).toString(16);
  return requestId.slice(0, -REQUEST_ID_DIGITS) + high.padStart(REQUEST_ID_DIGITS - 8, '0') + low.padStart(8, '0');
}
