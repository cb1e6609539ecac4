import type { ServedUsage } from '../store/served-usage.ts';
import type { NanoUsd } from './money.ts';
import {
  type Catalogue,
  costOf,
  flexPrice,
  type Model,
  NO_TOKENS,
  nanoFromPico,
  priceAt,
  type TokenUsage,
} from './prices.ts';
import { startOfUtcDay } from './utc-days.ts';

/** What one side says of a model on a day. */
export interface Side extends TokenUsage {
  readonly requests: number;
  /** A provider says them; in the ledger only their cost is. */
  readonly characters: number;
  readonly unmeasured: number;
  readonly cost: NanoUsd;
  readonly cancelledCost: NanoUsd;
  /** Of its tokens, those at the flex tier; a provider says it, the ledger does not need to. */
  readonly flex: TokenUsage;
}

export const NOTHING: Side = {
  ...NO_TOKENS,
  ...{ flex: NO_TOKENS, requests: 0, characters: 0, unmeasured: 0, cost: 0, cancelledCost: 0 },
};

/** What both sides say; the rest is said by one of them. */
type DayOfModel = Partial<Omit<Side, 'flex'>> &
  Omit<ServedUsage, 'unmeasured' | 'cost' | 'cancelledCost'> & { readonly isFlex?: boolean };

export const SEPARATOR = ' ';

/** Whether a provider's lists say the tokens or characters of a model: those of images it counts otherwise. */
export function hasUsageList(model: Model | undefined): boolean {
  return model?.drawing === undefined;
}

/** Under the catalogue's id of each model: a provider bills snapshots by their own names. */
export function perDayAndModel(usage: readonly DayOfModel[], catalogue: Catalogue): Map<string, Side> {
  const sides = new Map<string, Side>();
  for (const one of usage) {
    const key = `${one.day}${SEPARATOR}${catalogue.get(one.model)?.id ?? one.model}`;
    const before = sides.get(key) ?? NOTHING;
    // What characters cost is no bound.
    const isExact = catalogue.get(one.model)?.prices.some(({ perCharacter }) => perCharacter !== undefined) === true;
    sides.set(key, {
      requests: before.requests + one.requests,
      characters: before.characters + (one.characters ?? 0),
      unmeasured: before.unmeasured + (isExact ? 0 : (one.unmeasured ?? 0)),
      inputTokens: before.inputTokens + one.inputTokens,
      cachedInputTokens: before.cachedInputTokens + one.cachedInputTokens,
      cacheWriteTokens: before.cacheWriteTokens + (one.cacheWriteTokens ?? 0),
      outputTokens: before.outputTokens + one.outputTokens,
      cost: before.cost + (one.cost ?? 0),
      cancelledCost: before.cancelledCost + (isExact ? 0 : (one.cancelledCost ?? 0)),
      flex: one.isFlex === true ? addTokens(before.flex, one) : before.flex,
    });
  }
  return sides;
}

/** The long-context tier depends on single calls, of which a sum says nothing: it is left out. */
export function pricedCost(
  name: string,
  day: string,
  { flex, characters, ...usage }: Side,
  catalogue: Catalogue,
): NanoUsd | null {
  const model = catalogue.get(name);
  if (model === undefined) return null;
  const { longContext: _tier, ...price } = priceAt(model, startOfUtcDay(day));
  const spoken = nanoFromPico(characters * (price.perCharacter ?? 0));
  return spoken + costOf(price, addTokens(usage, flex, -1)) + costOf(flexPrice(price) ?? price, flex);
}

function addTokens(one: TokenUsage, other: Partial<TokenUsage>, sign: 1 | -1 = 1): TokenUsage {
  return {
    inputTokens: one.inputTokens + sign * (other.inputTokens ?? 0),
    cachedInputTokens: one.cachedInputTokens + sign * (other.cachedInputTokens ?? 0),
    cacheWriteTokens: one.cacheWriteTokens + sign * (other.cacheWriteTokens ?? 0),
    outputTokens: one.outputTokens + sign * (other.outputTokens ?? 0),
  };
}
