import type { Caller } from '../access/callers.ts';
import {
  type AskResult,
  MAX_REASON_CHARACTERS,
  type MoneyAsk,
  type MoneyRequest,
  type MoneyRequestWait,
  maxAskable,
  whyNotAsk,
} from '../access/money-requests.ts';
import { dayInSentence, momentInSentence, noteOfZone } from '../language/moments.ts';
import { formatUsd, nanoToUsd, usdToNano } from '../ledger/money.ts';
import type { Store } from '../store/store.ts';
import { isObject } from '../upstream/json/json-object.ts';
import type { KnownCaller } from './authenticate.ts';
import { type Refusal, refuse } from './refusals/refusal.ts';

export interface AskDeps {
  readonly store: Store;
  readonly askForMoney: (studentId: number, asked: MoneyAsk) => Promise<AskResult>;
  readonly now: () => number;
}

/** POST /api/me/money-requests. @throws Refusal */
export async function answerAsk(known: KnownCaller, body: unknown, deps: AskDeps) {
  const result = await deps.askForMoney(known.caller.student.id, parseAsk(known, body));
  if ('refused' in result) throw refuseAsk(known, result.refused, deps.now());
  return moneyRequestJson(result.asked);
}

/** What a student may know of their requests, and whether another may be sent now. */
export async function showAsking(
  { student, schoolClass, rules }: Caller,
  { store, now }: Omit<AskDeps, 'askForMoney'>,
) {
  const at = now();
  const earlier = await store.moneyRequests.listOf(student.id, at);
  const block = whyNotAsk({ student, schoolClass }, earlier, at);
  return {
    may_ask: block === null,
    why_not: block?.why ?? null,
    next_at: block !== null && 'nextAt' in block ? new Date(block.nextAt).toISOString() : null,
    max_usd: nanoToUsd(maxAskable(rules.filter(({ scope }) => scope === 'student'))),
    data: earlier.map(moneyRequestJson),
  };
}

function moneyRequestJson({ id, amount, reason, state, createdAt, answer }: MoneyRequest) {
  return {
    id,
    amount_usd: nanoToUsd(amount),
    reason,
    state,
    created_at: new Date(createdAt).toISOString(),
    answered_at: answer === null ? null : new Date(answer.at).toISOString(),
    word: answer?.word ?? null,
    granted_usd: answer?.topUp === null || answer === null ? null : nanoToUsd(answer.topUp.amount),
    ends_at: answer?.topUp === null || answer === null ? null : new Date(answer.topUp.endsAt).toISOString(),
  };
}

/** A value of another type is as wrong as one that is missing. @throws Refusal for a field that is not known */
function parseAsk({ reader }: KnownCaller, body: unknown): MoneyAsk {
  if (!isObject(body)) throw refuse(reader, 'notJson');
  const unknown = Object.keys(body).find((name) => name !== 'amount_usd' && name !== 'reason');
  if (unknown !== undefined) throw refuse(reader, 'parameterUnknown', { param: unknown });
  const { amount_usd: usd, reason } = body;
  return {
    amount: typeof usd === 'number' ? toNano(usd) : Number.NaN,
    reason: typeof reason === 'string' ? reason : '',
  };
}

function toNano(usd: number): number {
  try {
    return usdToNano(usd);
  } catch {
    return Number.NaN;
  }
}

function refuseAsk(
  { caller, reader }: KnownCaller,
  refused: Extract<AskResult, { refused: unknown }>['refused'],
  now: number,
): Refusal {
  const { schoolClass } = caller;
  switch (refused.why) {
    case 'amount':
      return refuse(reader, 'askAmount', { caller, param: 'amount_usd', max: `$${formatUsd(refused.max)}` });
    case 'reason':
      return refuse(reader, 'askReason', { caller, param: 'reason', maxCharacters: MAX_REASON_CHARACTERS });
    case 'suspended':
      return refuse(reader, 'suspended', { caller });
    case 'over': {
      const endsOn = schoolClass?.endsOn == null ? '' : dayInSentence(schoolClass.endsOn, reader.language);
      return refuse(reader, 'classOver', { caller, className: schoolClass?.name ?? '', endsOn });
    }
    case 'off':
      return refuse(reader, 'askOff', { caller });
    default:
      return refuseTooSoon({ caller, reader }, refused, now);
  }
}

const TOO_SOON = { open: 'askWaits', declined: 'askDeclined', weekly: 'askWeekly' } as const;

function refuseTooSoon({ caller, reader }: KnownCaller, { why, nextAt }: MoneyRequestWait, now: number): Refusal {
  const { timeZone } = caller;
  return refuse(reader, TOO_SOON[why], {
    caller,
    nextAt: momentInSentence(nextAt, timeZone, reader.language) + noteOfZone(timeZone, reader.language),
    headers: { 'retry-after': String(Math.max(1, Math.ceil((nextAt - now) / 1000))) },
  });
}
