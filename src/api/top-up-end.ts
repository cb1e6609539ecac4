import Type from 'typebox';
import { WEEKDAYS } from '../language/weekly-hours.ts';
import { isLocalDay } from '../ledger/periods.ts';
import type { TopUpEnd } from '../store/top-up-end.ts';
import { parseInstant } from './instants.ts';

export const UntilField = Type.Optional(
  Type.String({
    description:
      'A day in the zone of the class, that day included: YYYY-MM-DD, or the next monday to sunday; or an instant with its zone. Absent: the end of this week, or the last day of the class if that is sooner.',
  }),
);

/** In the order of WEEKDAYS. */
const WEEKDAY_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** @throws ApiError 400 */
export function parseTopUpEnd(until: string | undefined): TopUpEnd | null {
  if (until === undefined) return null;
  const name = until.toLowerCase();
  const weekday = WEEKDAYS.find((_, index) => name === WEEKDAY_NAMES[index]);
  if (weekday !== undefined) return { weekday };
  return isLocalDay(until) ? { day: until } : { instant: parseInstant(until, 'until') };
}
