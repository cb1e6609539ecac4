import { MAX_REASON_CHARACTERS, type MoneyAsk, type MoneyRequest } from '../access/money-requests.ts';
import type { MoneyGrant } from '../store/money-request-store.ts';
import { type Actor, changeBy, studentActor } from './actor.ts';
import type { AdminDeps } from './admin-deps.ts';
import { AdminError } from './admin-error.ts';
import { checkAmount, parseText } from './field-checks.ts';
import { moneyRequestNotices } from './notices/money-request-notices.ts';
import { type Decisions, decideEach } from './settle-in-turns.ts';

/** Of what the owner writes to the student. */
export const MAX_WORD_CHARACTERS = 300;

/** A student asks for more money. @param amount NaN when what was typed is no amount @throws AdminError */
export async function askForMoney(studentId: number, asked: MoneyAsk, deps: AdminDeps): Promise<MoneyRequest> {
  const amount = checkAmount(asked.amount, ['amount']);
  const reason = parseText(asked.reason, MAX_REASON_CHARACTERS, ['reason']);
  if (reason === null) throw new AdminError({ code: 'reason_missing' }, ['reason']);
  const change = changeBy(studentActor(studentId), deps.now());
  const request = await deps.store.moneyRequests.ask(studentId, { amount, reason }, change);
  // After a crash in between, NoticeWatch finds what was not said.
  for (const draft of await moneyRequestNotices(deps)) await deps.store.notices.addNotice(draft, change.now);
  return request;
}

/** Each with the top-up that it makes, or not at all. @throws what is no AdminError */
export async function grantMoneyRequests(
  grants: readonly { readonly id: number; readonly grant: MoneyGrant }[],
  actor: Actor,
  { store, now }: AdminDeps,
): Promise<Decisions> {
  const change = changeBy(actor, now());
  return decideEach(grants, async ({ id, grant }) => store.moneyRequests.grant(id, checkGrant(grant), change));
}

/** @param word for the student to read; null: nothing @throws AdminError, and what is no AdminError */
export async function declineMoneyRequests(
  ids: readonly number[],
  word: string | null,
  actor: Actor,
  { store, now }: AdminDeps,
): Promise<Decisions> {
  const change = changeBy(actor, now());
  const checked = parseText(word, MAX_WORD_CHARACTERS, ['word']);
  return decideEach(
    ids.map((id) => ({ id })),
    ({ id }) => store.moneyRequests.decline(id, checked, change),
  );
}

function checkGrant({ amount, end, word }: MoneyGrant): MoneyGrant {
  return {
    amount: amount === null ? null : checkAmount(amount, ['amount']),
    end,
    word: parseText(word, MAX_WORD_CHARACTERS, ['word']),
  };
}
