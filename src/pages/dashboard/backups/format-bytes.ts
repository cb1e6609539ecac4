import type { Language } from '../../../language/languages.ts';

const UNITS = ['kilobyte', 'megabyte', 'gigabyte'] as const;

/** "238 kB", "1.2 GB", in the language of the reader. */
export function formatBytes(bytes: number, language: Language): string {
  const power = Math.min(UNITS.length, Math.max(1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: UNITS[power - 1] ?? 'kilobyte',
    maximumSignificantDigits: 3,
  }).format(bytes / 1000 ** power);
}
