import { InvalidArgumentError } from 'commander';
import type { Language } from '../language/languages.ts';
import { usdToNano } from '../ledger/money.ts';
import { isLocalDay, PERIODS, type Period } from '../ledger/periods.ts';
import { INPUT } from './input-texts.ts';
import { limitParsers } from './limit-input.ts';

/** A name -> the model that answers for it. */
export type Aliases = Readonly<Record<string, string>>;

/** The word that empties a field: `--ends-on none`. */
export const NONE = 'none';

const SECONDS_IN = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const MAX_GRACE_SECONDS = 604_800;

export type InputParsers = ReturnType<typeof inputParsers>;

/**
 * What people type on the command line -> what the API takes. Every parser throws InvalidArgumentError (exit 2).
 * @param language of the errors
 */
export function inputParsers(language: Language) {
  const t = INPUT[language];
  const wrong = (message: string) => new InvalidArgumentError(message);

  /** "0.5" -> 0.5 */
  function usd(text: string): number {
    if (!/^\d+(\.\d+)?$/.test(text)) throw wrong(t.usdForm);
    try {
      usdToNano(Number(text));
    } catch (error) {
      if (error instanceof RangeError) throw wrong(t.usdRange);
      throw error;
    }
    return Number(text);
  }

  /** "month" -> "month" */
  function period(text: string): Period {
    const found = PERIODS.find((each) => each === text);
    if (found === undefined) throw wrong(t.period(PERIODS.join(', ')));
    return found;
  }

  /** "2026-12-24" -> itself */
  function day(text: string): string {
    if (!isLocalDay(text)) throw wrong(t.day);
    return text;
  }

  return {
    usd,
    period,
    day,

    ...limitParsers(language, { period, usd }),

    /** A day, or "none" for an open side. Commander would turn a null from here into an empty text. */
    openDay(text: string): string {
      return text === NONE ? NONE : day(text);
    },

    /** "a,b" -> ["a", "b"]; "any" -> []: all models that the server allows. */
    models(text: string): readonly string[] {
      if (text === 'any') return [];
      const models = text.split(',').map((model) => model.trim());
      if (models.includes('')) throw wrong(t.models);
      return models;
    },

    /** For a repeatable argument: "gpt-4o=gpt-6-luna" -> { "gpt-4o": "gpt-6-luna" }. */
    alias(text: string, earlier: Aliases | undefined): Aliases {
      const [name, model, ...rest] = text.split('=').map((part) => part.trim());
      if (!name || !model || rest.length > 0) throw wrong(t.alias);
      if (earlier !== undefined && Object.hasOwn(earlier, name)) throw wrong(t.aliasTwice(name));
      return Object.fromEntries([...Object.entries(earlier ?? {}), [name, model]]);
    },

    /** An instant with its zone -> ISO in UTC. A bare day would leave open whose midnight is meant. */
    instant(text: string): string {
      const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
      const instant = new Date(text);
      if (!shape.test(text) || Number.isNaN(instant.getTime())) throw wrong(t.instant);
      return instant.toISOString();
    },

    /** "24h", "30m", "90s", "7d" -> seconds, at most seven days. */
    grace(text: string): number {
      const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
      if (count === undefined || unit === undefined) throw wrong(t.grace);
      const seconds = Number(count) * SECONDS_IN[unit as keyof typeof SECONDS_IN];
      if (seconds > MAX_GRACE_SECONDS) throw wrong(t.graceTooLong);
      return seconds;
    },

    /** The number in an ID column. */
    id(text: string): number {
      if (!isId(text)) throw wrong(t.id);
      return Number(text);
    },

    /** A whole number, zero included. */
    count(text: string): number {
      if (!/^\d{1,6}$/.test(text)) throw wrong(t.count);
      return Number(text);
    },

    /** How many rows at most. */
    rowLimit(text: string): number {
      if (!/^[1-9]\d{0,5}$/.test(text)) throw wrong(t.rowLimit);
      return Number(text);
    },

    /** Names are sent composed, as a keyboard types them; some systems hand over Hangul taken apart (NFD). */
    name(text: string): string {
      const name = text.normalize('NFC').trim();
      if (name === '') throw wrong(t.nameEmpty);
      return name;
    },

    /** Words of any length, composed as names are; "none" -> none: an empty text. */
    text(text: string): string {
      return text === NONE ? '' : text.normalize('NFC');
    },
  };
}

/** 007 is a name, not an id: it would otherwise mean student 7. */
export function isId(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text);
}
