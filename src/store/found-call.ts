import type { OpenHold } from './open-holds.ts';
import type { UsageRecord } from './usage-record.ts';

/** One call: its hold while it runs, its usage record after. */
export type FoundCall = { readonly hold: OpenHold } | { readonly record: UsageRecord };
