import type { Caller } from '../../access/callers.ts';
import type { AdminServices } from '../../admin/admin-deps.ts';
import type { Config } from '../../config/config.ts';
import type { Endpoint } from '../../endpoints/endpoint.ts';
import type { Reader } from '../../language/reader-texts.ts';
import type { EstimatedCall } from '../../ledger/dry-run.ts';
import type { PlaceGuesses } from '../../limits/place-guesses.ts';
import type { RateLimits } from '../../limits/rate-limits.ts';
import type { ApiDocument } from '../dashboard/api-reference/api-document.ts';
import type { Sessions } from './sessions.ts';

/** Pages call the operations of admin/ with these, and add what only pages show. */
export interface PagesDeps extends AdminServices {
  /** Origin of links; null: each browser's own address. */
  readonly publicUrl: string | null;
  readonly limits: Config['limits'];
  /** Every setting of the server, without secrets. */
  readonly settings: Config['settings'];
  /** What /api/openapi.json serves. */
  readonly apiDocument: () => Promise<ApiDocument>;
  readonly rateLimits: RateLimits;
  /** Counts one more request to /v1. How many seconds to wait when that was too many, otherwise null. */
  readonly countStudentRequest: (studentId: number) => number | null | Promise<number | null>;
  readonly placeGuesses: PlaceGuesses;
  /** What a call could cost at most, by the gateway's own checks; nothing is sent. @param body JSON text */
  readonly estimateCall: (
    who: { readonly caller: Caller; readonly reader: Reader },
    endpoint: Endpoint,
    body: string,
  ) => Promise<EstimatedCall | { readonly refused: string }>;
  /** Public pages are served in turns, one per address. Resolves when it is this address's turn. */
  readonly waitForTurn: (address: string) => Promise<void>;
}

/** What every page route takes. */
export interface Site extends PagesDeps {
  readonly sessions: Sessions;
}
