import { hashSecret } from '../access/api-tokens.ts';
import { claimLinkState, newClaimCode } from '../access/claim-links.ts';
import type { SchoolClass } from '../access/classes.ts';
import type { Student } from '../access/students.ts';
import { localDay, startOfDay } from '../ledger/periods.ts';
import { addUtcDays } from '../ledger/utc-days.ts';
import type { ClaimSelection, FoundClaimLink } from '../store/claim-link-store.ts';
import { type Actor, changeBy, studentActor } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { findClaimError } from './claim-rules.ts';
import { mintToken } from './tokens.ts';

export const DEFAULT_CLAIM_DAYS = 14;
export const MAX_CLAIM_DAYS = 90;

export interface ClaimLinkRequest {
  readonly selection: ClaimSelection;
  /** A link works through the end of this day of the class, counted from today; DEFAULT_CLAIM_DAYS when absent. */
  readonly days?: number | undefined;
  /** The newest link that the caller knew of; 0: none. Absent: any. */
  readonly newestId?: number | undefined;
}

/** The only time that the code is known. */
export interface MadeClaimLink extends FoundClaimLink {
  readonly code: string;
}

/** A link for each selected student; all of them or none. @throws AdminError */
export async function createClaimLinks(
  { selection, days = DEFAULT_CLAIM_DAYS, newestId }: ClaimLinkRequest,
  actor: Actor,
  deps: AdminDeps,
): Promise<MadeClaimLink[]> {
  if (!Number.isInteger(days) || days < 1 || days > MAX_CLAIM_DAYS) {
    throw new AdminError({ code: 'claim_days_out_of_range', max: MAX_CLAIM_DAYS }, ['days']);
  }
  const now = deps.now();
  const codes = new Map<string, string>();
  const expiries = new Map<string, number>();
  const expiryIn = (timeZone: string) => {
    const expiresAt = expiries.get(timeZone) ?? endOfDayIn(days, timeZone, now);
    expiries.set(timeZone, expiresAt);
    return expiresAt;
  };
  const newLink = (schoolClass: SchoolClass | null) => {
    const code = newClaimCode();
    const hash = hashSecret(code);
    codes.set(hash, code);
    return { hash, expiresAt: expiryIn(schoolClass?.timeZone ?? deps.timeZone) };
  };
  const created = await deps.store.claimLinks.create({ selection, newLink, newestId }, changeBy(actor, now));
  return created.map(({ hash, ...rest }) => ({ ...rest, code: codes.get(hash) ?? '' }));
}

/** The open links of codes that the caller was shown; others are left out. Nothing is changed. */
export async function findOpenLinks(codes: readonly string[], { store, now }: AdminDeps): Promise<MadeClaimLink[]> {
  const at = now();
  const found = await Promise.all(
    [...new Set(codes)].map(async (code) => ({ code, found: await store.claimLinks.find(hashSecret(code)) })),
  );
  return found.flatMap(({ code, found: one }) =>
    one !== null && claimLinkState(one.link, at) === 'open' ? [{ ...one, code }] : [],
  );
}

/** @returns how many open links stopped working @throws AdminError */
export function revokeClaimLinks(
  of: { readonly classId: number } | { readonly studentId: number },
  actor: Actor,
  deps: AdminDeps,
): Promise<number> {
  return deps.store.claimLinks.revoke(of, changeBy(actor, deps.now()));
}

/** The only time that the secret of the API token is known. */
export interface ClaimedToken {
  readonly student: Student;
  readonly schoolClass: SchoolClass | null;
  readonly secret: string;
}

/**
 * The student gets an API token, beside those that they have; or nothing is done at all.
 * @param code as parseClaimCode() returns it @param label of the token @throws AdminError: unknown_claim, class_over
 */
export async function claimToken(code: string, label: string, deps: AdminDeps): Promise<ClaimedToken> {
  const { store, now } = deps;
  const at = now();
  const hash = hashSecret(code);
  const found = await store.claimLinks.find(hash);
  if (found === null || findClaimError(found, at) === 'unknown') throw new AdminError({ code: 'unknown_claim' });
  const { secret, fields } = mintToken({ label }, at);
  const result = await store.claimLinks.claim(hash, fields, changeBy(studentActor(found.student.id), at));
  if ('claimed' in result) {
    const { student, schoolClass } = result.claimed;
    return { student, schoolClass, secret };
  }
  throw new AdminError({ code: result.refused === 'unknown' ? 'unknown_claim' : result.refused });
}

/** @returns ms UTC: when the day is over that comes `days` days after today */
function endOfDayIn(days: number, timeZone: string, now: number): number {
  return startOfDay(addUtcDays(localDay(timeZone, now), days + 1), timeZone);
}
