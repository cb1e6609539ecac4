import { firstIdAt } from '../../../ledger/hold-ids.ts';
import type { Outcome } from '../../../ledger/holds.ts';
import { startOfDay } from '../../../ledger/periods.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { PageRequest } from '../../../store/paging.ts';
import { OUTCOMES } from '../../components/outcome-texts.ts';
import { findId } from '../../web/parse-id.ts';
import type { People } from '../people-filter/load-people.ts';
import { type PeopleChoice, parsePeopleChoice } from '../people-filter/people-filter.ts';
import { parseDay } from '../usage/parse-day.ts';
import { LISTED_REASONS } from './refusal-texts.ts';

export const OUTCOME_NAMES = Object.keys(OUTCOMES.en) as readonly Outcome[];

/** The query of a list of calls or of refusals, as it was sent and as it was read. */
export interface CallsRequest {
  readonly people: PeopleChoice;
  readonly sent: { readonly model: string; readonly outcome: string; readonly reason: string; readonly day: string };
  readonly servedModel: string | undefined;
  readonly outcome: Outcome | undefined;
  readonly reason: string | undefined;
  /** The id before the first row: of the page before, or the end of a day. null: the newest. */
  readonly after: number | null;
  readonly errors: ReadonlySet<'outcome' | 'reason' | 'day'>;
  /** No errors, including in the choice of people. */
  readonly isValid: boolean;
  readonly hasFilter: boolean;
}

/** @param timeZones of the calls; `day` ends with the last of them */
export function parseCallsRequest(query: URLSearchParams, people: People, timeZones: readonly string[]): CallsRequest {
  const text = (name: string) => query.get(name)?.trim() ?? '';
  const sent = { model: text('model'), outcome: text('outcome'), reason: text('reason'), day: text('day') };
  const choice = parsePeopleChoice(query, people);
  const outcome = OUTCOME_NAMES.find((name) => name === sent.outcome);
  const reason = LISTED_REASONS.find((name) => name === sent.reason);
  const day = parseDay(sent.day);
  const errors = new Set<'outcome' | 'reason' | 'day'>([
    ...(sent.outcome !== '' && outcome === undefined ? (['outcome'] as const) : []),
    ...(sent.reason !== '' && reason === undefined ? (['reason'] as const) : []),
    ...(sent.day !== '' && day === null ? (['day'] as const) : []),
  ]);
  return {
    people: choice,
    sent,
    servedModel: sent.model === '' ? undefined : sent.model,
    outcome,
    reason,
    after: findId(text('after')) ?? (day === null ? null : firstIdAfterDay(day, timeZones)),
    errors,
    isValid: errors.size === 0 && Object.keys(choice.errors).length === 0,
    hasFilter: [...Object.values(sent), ...Object.values(choice.sent)].some((value) => value !== ''),
  };
}

/** Ids are made of the instant of the call: a day ends where the ids of the next one begin. */
function firstIdAfterDay(day: string, timeZones: readonly string[]): number {
  const next = addUtcDays(day, 1);
  return firstIdAt(Math.max(...timeZones.map((timeZone) => startOfDay(next, timeZone))));
}

export function recordsQuery({ people, servedModel, outcome, after }: CallsRequest, limit: number) {
  return {
    ...{ after, limit, ...people.filter },
    ...(servedModel === undefined ? {} : { servedModel }),
    ...(outcome === undefined ? {} : { outcome }),
  } satisfies PageRequest & object;
}

export function refusalsQuery({ people, reason, after }: CallsRequest, limit: number) {
  return { after, limit, ...people.filter, ...(reason === undefined ? {} : { reason }) } satisfies PageRequest & object;
}

/** Some of the filters as a query. */
export function filterQuery({ sent, people }: CallsRequest, names: readonly string[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...people.sent, ...sent })) {
    if (value !== '' && names.includes(name)) query.set(name, value);
  }
  return query.size === 0 ? '' : `?${query}`;
}
