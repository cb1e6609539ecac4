import { InvalidArgumentError } from 'commander';
import { usdToNano } from '../ledger/money.ts';
import { isLocalDay, PERIODS, type Period } from '../ledger/periods.ts';

/** What people type on the command line -> what the API takes. Every function throws InvalidArgumentError (exit 2). */

export interface LimitInput {
  readonly period: Period;
  readonly limit_usd: number;
}

/** The word that empties a field: `--ends-on none`. */
export const NONE = 'none';

/** "0.5" -> 0.5 */
export function parseUsd(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('Write USD as a plain number such as 0.50.');
  try {
    const usd = Number(text);
    usdToNano(usd);
    return usd;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof RangeError ? `${error.message}.` : String(error));
  }
}

/** "month" -> "month" */
export function parsePeriod(text: string): Period {
  const period = PERIODS.find((each) => each === text);
  if (period === undefined) throw new InvalidArgumentError(`A period is one of ${PERIODS.join(', ')}.`);
  return period;
}

/** For a repeatable option: "month=10", "day=0.5" -> the set of limits; "none" -> the empty set. */
export function parseLimits(text: string, earlier: readonly LimitInput[] | undefined): readonly LimitInput[] {
  if (text === NONE) return [];
  const [name, usd, rest] = text.split('=');
  if (name === undefined || usd === undefined || rest !== undefined) {
    throw new InvalidArgumentError('Write a period and USD, such as month=10.');
  }
  const limit = { period: parsePeriod(name), limit_usd: parseUsd(usd) };
  if (earlier?.some(({ period }) => period === limit.period)) {
    throw new InvalidArgumentError(`The period ${limit.period} is named twice.`);
  }
  return [...(earlier ?? []), limit];
}

/** "2026-12-24" -> itself */
export function parseDay(text: string): string {
  if (!isLocalDay(text)) throw new InvalidArgumentError('Write a day as 2026-12-24.');
  return text;
}

/** A day, or "none" for an open side. Commander would turn a null from here into an empty text. */
export function parseOpenDay(text: string): string {
  return text === NONE ? NONE : parseDay(text);
}

/** "a,b" -> ["a", "b"]; "any" -> []: all models that the server allows. */
export function parseModels(text: string): readonly string[] {
  if (text === 'any') return [];
  const models = text.split(',').map((model) => model.trim());
  if (models.includes('')) throw new InvalidArgumentError('Write the models with commas between them, or any.');
  return models;
}

/** An instant with its zone -> ISO in UTC. A bare day would leave open whose midnight is meant. */
export function parseInstant(text: string): string {
  const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
  const instant = new Date(text);
  if (!shape.test(text) || Number.isNaN(instant.getTime())) {
    throw new InvalidArgumentError('Write an instant with its zone, such as 2026-12-24T18:00+09:00.');
  }
  return instant.toISOString();
}

const SECONDS_IN = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const MAX_GRACE_SECONDS = 604_800;

/** "24h", "30m", "90s", "7d" -> seconds, at most seven days. */
export function parseGrace(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new InvalidArgumentError('Write a time such as 24h, 30m or 7d.');
  const seconds = Number(count) * SECONDS_IN[unit as keyof typeof SECONDS_IN];
  if (seconds > MAX_GRACE_SECONDS) throw new InvalidArgumentError('A grace lasts at most 7d.');
  return seconds;
}

/** The number in an ID column. */
export function parseId(text: string): number {
  if (!isId(text)) throw new InvalidArgumentError('Write the number that the list shows.');
  return Number(text);
}

/** 007 is a name, not an id: it would otherwise mean student 7. */
export function isId(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text);
}

/** A whole number, zero included. */
export function parseCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Write a whole number, such as 30.');
  return Number(text);
}

/** How many rows at most. */
export function parseRowLimit(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Write a number from 1 to 999999.');
  return Number(text);
}

/** Names are sent composed, as a keyboard types them; some systems hand over Hangul taken apart (NFD). */
export function parseName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name === '') throw new InvalidArgumentError('The name is empty.');
  return name;
}

/** Words of any length, composed as names are; "none" -> none: an empty text. */
export function parseText(text: string): string {
  return text === NONE ? '' : text.normalize('NFC');
}
