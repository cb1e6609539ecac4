import { defineTexts } from '../../language/texts.ts';
import { usualImagePrice } from '../../ledger/image-price.ts';
import type { Model, Price } from '../../ledger/prices.ts';
import { formatMoney } from '../format/format-money.ts';
import type { ViewContext } from '../web/view-context.ts';

const TEXTS = defineTexts({
  en: { image: (amount: string) => `${amount} an image at 1024x1024, low` },
  ko: { image: (amount) => `이미지 한 장 ${amount}(1024x1024, low)` },
});

/** "$0.0059 an image at 1024x1024, low"; null for a model that draws none. Without won, as a provider quotes it. */
export function imagePriceText(model: Model, price: Price, view: ViewContext): string | null {
  const nano = usualImagePrice(model, price);
  return nano === null ? null : TEXTS[view.language].image(formatMoney(nano, { ...view, krwPerUsd: null }));
}
