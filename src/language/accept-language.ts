import { isLanguage, type Language } from './languages.ts';

/** The supported language of the greatest weight in Accept-Language (RFC 9110, 12.5.4); null when there is none. */
export function preferredLanguage(header: string): Language | null {
  const ranges = header
    .slice(0, 1000)
    .split(',')
    .map((entry) => {
      const [range = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const weight = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((q) => q !== undefined);
      return { language: range.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of ranges) if (isLanguage(language)) return language;
  return null;
}
