import Type from 'typebox';
import { isLocalDay } from '../ledger/periods.ts';
import type { TopUpEnd } from '../store/top-up-end.ts';
import { parseInstant } from './instants.ts';

export const UntilField = Type.Optional(
  Type.String({
    description:
      'A day, YYYY-MM-DD, in the zone of the class, that day included; or an instant with its zone. Absent: the end of this week, or the last day of the class if that is sooner.',
  }),
);

/** @throws ApiError 400 */
export function parseTopUpEnd(until: string | undefined): TopUpEnd | null {
  if (until === undefined) return null;
  return isLocalDay(until) ? { day: until } : { instant: parseInstant(until, 'until') };
}
