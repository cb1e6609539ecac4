import { claimLinkState } from '../access/claim-links.ts';
import { hasEnded } from '../access/classes.ts';
import type { ClaimError, FoundClaimLink } from '../store/claim-link-store.ts';
import { AdminError } from './admin-error.ts';

/**
 * Why a link gives no API token now; null: it does. A link that was used, revoked or has expired is `unknown`, as one that
 * never was. A suspended student may claim: the token is refused at /v1 until the suspension ends. A class that is over
 * uses no link up, so that the owner can still move its last day. A store asks inside the transaction that issues the token.
 * @param now ms UTC
 */
export function findClaimError(found: FoundClaimLink | null, now: number): ClaimError | null {
  if (found === null || claimLinkState(found.link, now) !== 'open') return 'unknown';
  const { schoolClass } = found;
  return schoolClass !== null && hasEnded(schoolClass, now) ? 'class_over' : null;
}

/**
 * A form that is sent twice must not revoke the links that its first answer showed, and that may be on paper by now.
 * @param expected the newest link that the caller knew of; undefined: any @throws AdminError claim_links_outdated
 */
export function checkNewestClaimLink(newest: number, expected: number | undefined): void {
  if (expected !== undefined && newest !== expected) throw new AdminError({ code: 'claim_links_outdated' });
}
