import { hasCode, isConnectionLost } from '../engine/database-errors.ts';

const INTERNAL = 'XX000';
/** Another session may be well, or another server. */
const MAX_SESSIONS = 2;

/** Internal errors of the server, with no commit between them: one that work raises each time must not be tried for ever. */
export class InternalErrors {
  #count = 0;

  /** @returns whether what failed is tried in another session: this one is lost, or may be what is not well */
  endsSession(error: unknown): boolean {
    if (!hasCode(error, INTERNAL)) return isConnectionLost(error);
    this.#count += 1;
    return this.#count <= MAX_SESSIONS;
  }

  committed(): void {
    this.#count = 0;
  }
}
