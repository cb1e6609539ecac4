import type { ClaimMailSelection } from '../../claim-link-store.ts';
import { NUMBERS_OF_JSON } from '../engine-words.ts';
import { type SqlWork, write } from '../sql-work.ts';

/** What was forgotten or sent meanwhile stays so. */
export function* keepMails(linkIds: readonly number[], now: number): SqlWork<void> {
  yield* write(
    `UPDATE claim_links SET mail_at = ? WHERE mail_state = 'waiting' AND id IN (${NUMBERS_OF_JSON})`,
    now,
    JSON.stringify(linkIds),
  );
}

export function* interruptMails(mails: ClaimMailSelection, now: number): SqlWork<number> {
  const interrupt = "UPDATE claim_links SET mail_state = 'interrupted', mail_at = ? WHERE mail_state = 'waiting'";
  if (mails === 'all') return yield* write(interrupt, now);
  if ('keptBefore' in mails) return yield* write(`${interrupt} AND mail_at < ?`, now, mails.keptBefore);
  return yield* write(`${interrupt} AND id IN (${NUMBERS_OF_JSON})`, now, JSON.stringify(mails.linkIds));
}
