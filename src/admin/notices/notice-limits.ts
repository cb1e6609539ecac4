const HOUR_MS = 3_600_000;

/** More than these within an hour stand on the pages only; channels get one notice that counts them. */
export const MAX_NOTICES_AN_HOUR = 30;

export const NOTICE_LIMIT_MS = HOUR_MS;

/** @param sent how many notices went to channels within the last hour */
export function mustBeQuiet(sent: number): boolean {
  return sent >= MAX_NOTICES_AN_HOUR;
}
