import type { Language } from './languages.ts';
import { defineTexts } from './texts.ts';

/** What a budget may limit beside money. */
export type CountedUnit = 'tokens' | 'calls' | 'images';

/** Which calls a budget counts: those that a model of the list answers, or those of an endpoint. */
export type CountedCalls = { readonly models: readonly string[] } | { readonly endpoint: string };

/** What of which calls; `calls` null: all of them. */
export interface Counted {
  readonly unit: 'money' | CountedUnit;
  readonly selector: CountedCalls | null;
}

const WORDS = defineTexts({
  en: {
    amounts: {
      tokens: (amount: string, isOne: boolean) => (isOne ? `${amount} token` : `${amount} tokens`),
      calls: (amount: string, isOne: boolean) => (isOne ? `${amount} call` : `${amount} calls`),
      images: (amount: string, isOne: boolean) => (isOne ? `${amount} image` : `${amount} images`),
    } satisfies Record<CountedUnit, unknown>,
    units: { tokens: 'tokens', calls: 'calls', images: 'images' } satisfies Record<CountedUnit, string>,
    /** "$0.10 for gpt-6-sol", "200,000 tokens of llama-3.2-3b" */
    of: {
      money: (amount: string, calls: string) => `${amount} for ${calls}`,
      tokens: (amount: string, calls: string) => `${amount} of ${calls}`,
      calls: (amount: string, calls: string) => `${amount} to ${calls}`,
      images: (amount: string, calls: string) => `${amount} of ${calls}`,
    },
    models: (names: string) => names,
    endpoint: (kind: string) => kind,
  },
  ko: {
    amounts: {
      tokens: (amount) => `${amount}토큰`,
      calls: (amount) => `호출 ${amount}건`,
      images: (amount) => `이미지 ${amount}장`,
    },
    units: { tokens: '토큰', calls: '호출', images: '이미지' },
    of: {
      money: (amount, calls) => `${calls} ${amount}`,
      tokens: (amount, calls) => `${calls} ${amount}`,
      calls: (amount, calls) => `${calls} ${amount}`,
      images: (amount, calls) => `${calls} ${amount}`,
    },
    models: (names) => `${names} 모델`,
    endpoint: (kind) => `${kind}용`,
  },
});

/** "200,000 tokens", "1 call"; "200,000토큰", "호출 1건". */
export function formatQuantity(amount: number, unit: CountedUnit, language: Language): string {
  return WORDS[language].amounts[unit](amount.toLocaleString('en'), amount === 1);
}

/** "llama-3.2-3b and phi-4"; "llama-3.2-3b, phi-4 모델". Of an endpoint: "embeddings"; "embeddings용". */
export function callsInWords(calls: CountedCalls, language: Language): string {
  const words = WORDS[language];
  if ('endpoint' in calls) return words.endpoint(calls.endpoint);
  return words.models(language === 'ko' ? calls.models.join(', ') : LIST.format(calls.models));
}

const LIST = new Intl.ListFormat('en', { type: 'conjunction' });

/** Before or after an amount, the calls that it is for. @param amount "$0.10", "200,000 tokens" */
export function amountOfCalls(amount: string, { unit, selector }: Counted, language: Language): string {
  return selector === null ? amount : WORDS[language].of[unit](amount, callsInWords(selector, language));
}

/**
 * What a budget counts, without an amount: "tokens of llama-3.2-3b", "llama-3.2-3b 모델 토큰"; of money "gpt-6-sol". null: money
 * of every call, which goes without saying.
 */
export function countedInWords({ unit, selector }: Counted, language: Language): string | null {
  if (unit === 'money') return selector === null ? null : callsInWords(selector, language);
  return amountOfCalls(WORDS[language].units[unit], { unit, selector }, language);
}
