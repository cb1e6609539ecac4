import type { Weekday } from '../language/weekly-hours.ts';

/** A local day of the class, that day included; the next such weekday, today included; or an instant, ms UTC. */
export type TopUpEnd = { readonly day: string } | { readonly weekday: Weekday } | { readonly instant: number };
