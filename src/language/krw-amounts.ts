import type { Language } from './languages.ts';

/** An amount of Korean won, in each language. There is no coin below one won. */
const WON: Readonly<Record<Language, { amount: (won: string) => string; belowOne: string }>> = {
  en: { amount: (won) => `₩${won}`, belowOne: 'under ₩1' },
  ko: { amount: (won) => `${won}원`, belowOne: '1원 미만' },
};

/** "7,000원", "1원 미만", "₩7,000". @param won may have decimals, and may be below zero */
export function formatWon(won: number, language: Language): string {
  const { amount, belowOne } = WON[language];
  if (won !== 0 && Math.abs(won) < 1) return belowOne;
  return amount(Math.round(won).toLocaleString('en-US').replace('-', '−'));
}
