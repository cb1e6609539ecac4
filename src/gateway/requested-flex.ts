import type { Caller } from '../access/callers.ts';
import { flexPrice, type Price } from '../ledger/prices.ts';
import type { JsonObject } from '../upstream/json/json-object.ts';

/** null: the class or the model has no flex tier, or the request names no tier at all: not every provider has some. */
export function requestedFlex({ schoolClass }: Caller, usualFields: JsonObject, price: Price): Price | null {
  return schoolClass?.usesFlex === true && 'service_tier' in usualFields ? flexPrice(price) : null;
}
