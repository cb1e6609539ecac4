import { InvalidArgumentError } from 'commander';
import type { Language } from '../language/languages.ts';
import { type BudgetSelector, parseSelector } from '../ledger/budget-selectors.ts';
import { BUDGET_UNITS, type BudgetUnit } from '../ledger/budget-units.ts';
import { kindKey } from '../ledger/budgets.ts';
import type { Period } from '../ledger/periods.ts';
import { INPUT } from './input-texts.ts';

/** "week=0.5"; "day=200000 tokens of llama-3.2-3b"; +carry and -carry turn carry-over on and off. */
const LIMIT = /^([^=]*)=([^=]*?)(?:([+-])carry)?$/;
const AMOUNT = /^(\S+)(?: (\S+?))??(?: of (\S+))?$/;

/** As the API takes it. */
export interface LimitInput {
  readonly period: Period;
  readonly unit?: BudgetUnit;
  readonly selector?: BudgetSelector;
  readonly limit?: number;
  readonly limit_usd?: number;
  readonly carry_over?: boolean;
}

interface ValueParsers {
  readonly period: (text: string) => Period;
  readonly usd: (text: string) => number;
}

/** Parsers of limits; each throws InvalidArgumentError. @param language of the errors */
export function limitParsers(language: Language, { period, usd }: ValueParsers) {
  const t = INPUT[language];
  const wrong = (message: string) => new InvalidArgumentError(message);

  /** "images"; "image", as an amount of one is shown. */
  function unit(text: string): BudgetUnit {
    const found = BUDGET_UNITS.find((one) => one === text || one === `${text}s`);
    if (found === undefined) throw wrong(t.unit(BUDGET_UNITS.join(', ')));
    return found;
  }

  /** "llama-3.2-3b,phi-4", "endpoint:embeddings". */
  function selector(text: string): BudgetSelector {
    try {
      const found = parseSelector(/^(?:models|endpoint):/.test(text) ? text : `models:${text}`);
      if (found !== null) return found;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    throw wrong(t.selector);
  }

  /** What an amount means in a unit: `limit_usd` of money, `limit` of all else. */
  function limitAmount(text: string, of: BudgetUnit): Pick<LimitInput, 'unit' | 'limit' | 'limit_usd'> {
    if (of === 'money') return { limit_usd: usd(text) };
    if (!/^\d{1,15}$/.test(text)) throw wrong(t.quantity(of));
    return { unit: of, limit: Number(text) };
  }

  return {
    unit,
    selector,
    limitAmount,

    /** A number for now: of what, other options say. */
    amount(text: string): string {
      if (!/^\d+(\.\d+)?$/.test(text)) throw wrong(t.usdForm);
      return text;
    },

    /** For a repeatable option: "month=10", "day=200000 tokens of llama-3.2-3b" -> the set of limits; "none" -> the empty set. */
    limits(text: string, earlier: readonly LimitInput[] | undefined): readonly LimitInput[] {
      if (text === 'none') return [];
      const [, name, amount, sign] = LIMIT.exec(text) ?? [];
      const [, number, of = 'money', calls] = AMOUNT.exec(amount ?? '') ?? [];
      if (name === undefined || number === undefined) throw wrong(t.limitForm);
      const limit: LimitInput = {
        period: period(name),
        ...limitAmount(number, unit(of)),
        ...(calls === undefined ? {} : { selector: selector(calls) }),
        ...(sign === undefined ? {} : { carry_over: sign === '+' }),
      };
      if (earlier?.some((each) => kindKey(each) === kindKey(limit))) throw wrong(t.periodTwice(limit.period));
      return [...(earlier ?? []), limit];
    },
  };
}
