import type { Language } from './languages.ts';

type CountedUnit = 'tokens' | 'calls' | 'images';

const ONE = { tokens: 'token', calls: 'call', images: 'image' } as const;
const KO = { tokens: '토큰', calls: '번', images: '장' } as const;

/** "1 call", "200,000 tokens", "200,000토큰", "1번", "3장". */
export function formatCount(unit: CountedUnit, count: number, language: Language): string {
  const digits = count.toLocaleString('en-US');
  if (language === 'ko') return `${digits}${KO[unit]}`;
  return `${digits} ${count === 1 ? ONE[unit] : unit}`;
}
