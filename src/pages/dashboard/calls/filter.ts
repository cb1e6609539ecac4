import { firstIdAt } from '../../../ledger/hold-ids.ts';
import type { Outcome } from '../../../ledger/holds.ts';
import { startOfDay } from '../../../ledger/periods.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { PageRequest } from '../../../store/paging.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import { type Who, type WhoChoice, whoFrom } from '../people-filter/people-filter.ts';
import { dayFrom } from '../usage/days.ts';
import { LISTED_REASONS } from './refusal-texts.ts';

export const OUTCOME_NAMES = Object.keys(OUTCOMES.en) as readonly Outcome[];

/** What a list of calls or refusals was asked for, as it was sent and as it was understood. */
export interface CallsAsk {
  readonly who: WhoChoice;
  readonly sent: { readonly model: string; readonly outcome: string; readonly reason: string; readonly day: string };
  readonly servedModel: string | undefined;
  readonly outcome: Outcome | undefined;
  readonly reason: string | undefined;
  /** Where the list goes on, or begins when a day is named; null at the newest. */
  readonly after: number | null;
  readonly errors: ReadonlySet<'outcome' | 'reason' | 'day'>;
  /** Whether everything that was sent has a meaning. */
  readonly isRight: boolean;
  readonly hasFilter: boolean;
}

/** @param timeZone in which `day` ends */
export function callsAskFrom(query: URLSearchParams, who: Who, timeZone: string): CallsAsk {
  const text = (name: string) => query.get(name)?.trim() ?? '';
  const sent = { model: text('model'), outcome: text('outcome'), reason: text('reason'), day: text('day') };
  const choice = whoFrom(query, who);
  const outcome = OUTCOME_NAMES.find((name) => name === sent.outcome);
  const reason = LISTED_REASONS.find((name) => name === sent.reason);
  const day = dayFrom(sent.day);
  const errors = new Set<'outcome' | 'reason' | 'day'>([
    ...(sent.outcome !== '' && outcome === undefined ? (['outcome'] as const) : []),
    ...(sent.reason !== '' && reason === undefined ? (['reason'] as const) : []),
    ...(sent.day !== '' && day === null ? (['day'] as const) : []),
  ]);
  return {
    who: choice,
    sent,
    servedModel: sent.model === '' ? undefined : sent.model,
    outcome,
    reason,
    after: cursorFrom(text('after')) ?? (day === null ? null : firstIdAfter(day, timeZone)),
    errors,
    isRight: errors.size === 0 && Object.keys(choice.errors).length === 0,
    hasFilter: [...Object.values(sent), ...Object.values(choice.sent)].some((value) => value !== ''),
  };
}

/** Ids tell when a call began: a day ends where the ids of the next one begin. */
function firstIdAfter(day: string, timeZone: string): number {
  return firstIdAt(startOfDay(addUtcDays(day, 1), timeZone));
}

/** What is no cursor of ours begins at the newest. */
function cursorFrom(text: string): number | null {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

export function recordsAsked({ who, servedModel, outcome, after }: CallsAsk, limit: number) {
  return {
    ...{ after, limit, ...who.filter },
    ...(servedModel === undefined ? {} : { servedModel }),
    ...(outcome === undefined ? {} : { outcome }),
  } satisfies PageRequest & object;
}

export function refusalsAsked({ who, reason, after }: CallsAsk, limit: number) {
  return { after, limit, ...who.filter, ...(reason === undefined ? {} : { reason }) } satisfies PageRequest & object;
}

/** The filters as a query, without the place in the list. */
export function filterQuery({ sent, who }: CallsAsk, names: readonly string[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...who.sent, ...sent })) {
    if (value !== '' && names.includes(name)) query.set(name, value);
  }
  return query.size === 0 ? '' : `?${query}`;
}
