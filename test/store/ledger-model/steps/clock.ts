import { Temporal } from 'temporal-polyfill';
import { type Step, step } from '../step.ts';
import { pick, type World } from '../world.ts';
import { ZONES } from '../zones.ts';

/** The years that a run may see; a move beyond them is not made. */
const FIRST = Date.UTC(2026, 0, 1);
const LAST = Date.UTC(2030, 0, 1);

/** The clock goes on, or is turned back. It takes effect for the steps after it, also within one turn. */
export function moveClock(spec: { readonly byMs: number }): Step {
  return step('moveClock', spec, (world) => turnTo(world, world.now + spec.byMs));
}

export interface BorderSpec {
  readonly of: 'day' | 'week' | 'month' | 'term' | 'top-up' | 'daylight saving';
  readonly zone: number;
  readonly which: 'last' | 'next';
  /** ms from the border: -1 is the last instant before it. */
  readonly offset: number;
}

/** To just before, on or just after the border of a period, or the hour that daylight saving adds or takes. */
export function clockToBorder(spec: BorderSpec): Step {
  return step('clockToBorder', spec, (world) => {
    const border = borderOf(world, spec);
    return border === null ? null : turnTo(world, border + spec.offset);
  });
}

function borderOf(world: World, spec: BorderSpec): number | null {
  if (spec.of === 'term') return termBorder(world, spec);
  if (spec.of !== 'top-up') return borderIn(world.now, spec);
  const topUp = pick(world.topUps, spec.zone);
  return (spec.which === 'last' ? topUp?.startsAt : topUp?.endsAt) ?? null;
}

function turnTo(world: World, at: number) {
  if (at < FIRST || at > LAST) return null;
  world.now = at;
  return async () => {};
}

function borderIn(now: number, { of, zone, which }: BorderSpec): number | null {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(pick(ZONES, zone) ?? 'UTC');
  if (of === 'daylight saving') {
    return here.getTimeZoneTransition(which === 'next' ? 'next' : 'previous')?.epochMilliseconds ?? null;
  }
  const today = here.startOfDay();
  const first =
    of === 'month' ? today.with({ day: 1 }) : today.subtract({ days: of === 'week' ? today.dayOfWeek - 1 : 0 });
  const border = which === 'last' ? first : first.add(of === 'month' ? { months: 1 } : { days: of === 'week' ? 7 : 1 });
  return border.startOfDay().epochMilliseconds;
}

function termBorder(world: World, { zone, which }: BorderSpec): number | null {
  const schoolClass = pick([...world.classes.values()], zone);
  if (schoolClass === undefined) return null;
  const { timeZone, startsOn, endsOn } = schoolClass;
  if (which === 'last') return startsOn === null ? null : startOf(Temporal.PlainDate.from(startsOn), timeZone);
  return endsOn === null ? null : startOf(Temporal.PlainDate.from(endsOn).add({ days: 1 }), timeZone);
}

function startOf(day: Temporal.PlainDate, timeZone: string): number {
  return day.toZonedDateTime(timeZone).startOfDay().epochMilliseconds;
}
