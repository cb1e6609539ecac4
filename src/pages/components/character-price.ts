import { defineTexts } from '../../language/texts.ts';
import type { Price } from '../../ledger/prices.ts';
import { formatMoney } from '../format/format-money.ts';
import type { ViewContext } from '../web/view-context.ts';

const TEXTS = defineTexts({
  en: { perMillion: (amount: string) => `${amount} per million characters`, free: 'free, by the character' },
  ko: { perMillion: (amount) => `100만 글자당 ${amount}`, free: '글자 수와 관계없이 무료' },
});

/** Pico-USD of one character are micro-USD of a million. */
const NANO_PER_MICRO = 1000;

/** "$15 per million characters" of a model for speech; null where tokens are billed. Without won, as a provider quotes it. */
export function characterPriceText({ perCharacter }: Price, view: ViewContext): string | null {
  if (perCharacter === undefined) return null;
  const t = TEXTS[view.language];
  if (perCharacter === 0) return t.free;
  return t.perMillion(formatMoney(perCharacter * NANO_PER_MICRO, { ...view, krwPerUsd: null }));
}
