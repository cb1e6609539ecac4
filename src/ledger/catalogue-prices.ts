import { Fields } from './catalogue-fields.ts';
import { readMediaRates } from './catalogue-media.ts';
import { isLocalDay } from './periods.ts';
import { NO_RATES, type Price, type Rates } from './prices.ts';

/** One dated price of a model. @param where it stands in the catalogue */
export function readPrice(entry: unknown, where: string, problems: string[]): Price {
  const fields = new Fields(entry, where, problems);
  const tier = fields.optional('long_context');
  const flex = fields.optional('flex');
  const perCharacter = fields.optional('per_character');
  const price: Price = {
    from: fields.text('from', isLocalDay, 'a day, YYYY-MM-DD'),
    ...(perCharacter === undefined ? readRates(fields) : NO_RATES),
    ...readMediaRates(fields),
    ...(tier === undefined ? {} : { longContext: readTier(tier, `${where}.long_context`, problems) }),
    ...(flex === undefined ? {} : { flex: readFlex(flex, `${where}.flex`, problems) }),
    source: fields.text('source', (text) => text.trim() !== '', 'the document it was read in, and its date'),
  };
  fields.refuseOthers();
  // A hold counts every input token at the dearer of these two, so a cached one must not cost more than both.
  if (price.cacheWrite < price.input) fields.addProblem('cache_write is below input; give at least the input price');
  if (price.cachedInput > price.input) fields.addProblem('cached_input is above input; give at most the input price');
  if (perCharacter !== undefined && (tier ?? flex) !== undefined) {
    fields.addProblem('long_context and flex are of tokens, and this is a price of characters');
  }
  return price;
}

function readRates(fields: Fields): Rates {
  return {
    input: fields.whole('input', 0),
    cachedInput: fields.whole('cached_input', 0),
    cacheWrite: fields.whole('cache_write', 0),
    output: fields.whole('output', 0),
  };
}

function readTier(entry: unknown, where: string, problems: string[]): NonNullable<Price['longContext']> {
  const fields = new Fields(entry, where, problems);
  const tier = {
    aboveInputTokens: fields.whole('above_input_tokens', 1),
    // Below 100 a longer input would be cheaper, and the bound of a request would not hold.
    inputPercent: fields.whole('input_percent', 100),
    outputPercent: fields.whole('output_percent', 100),
  };
  fields.refuseOthers();
  return tier;
}

function readFlex(entry: unknown, where: string, problems: string[]): NonNullable<Price['flex']> {
  const fields = new Fields(entry, where, problems);
  const cached = fields.optional('cached_percent');
  const flex = {
    percent: fields.whole('percent', 1),
    ...(cached === undefined ? {} : { cachedPercent: fields.whole('cached_percent', 1) }),
    source: fields.text('source', (text) => text.trim() !== '', 'the document it was read in, and its date'),
  };
  fields.refuseOthers();
  // A call is held at the default price, which must be the dearer one.
  if (Math.max(flex.percent, flex.cachedPercent ?? 0) > 100) fields.addProblem('a percentage is above 100');
  return flex;
}
