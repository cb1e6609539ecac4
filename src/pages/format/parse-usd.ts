/**
 * USD as people type them: "0.5", "$0.50", "1,000". NaN for anything else, which the rules for amounts refuse like any
 * other number that is none.
 */
export function typedUsd(text: string): number {
  const digits = text.replace(/^\$\s*/, '').replace(/,(?=\d{3}(?:\D|$))/g, '');
  return /^(?:\d+\.?\d*|\.\d+)$/.test(digits) ? Number(digits) : Number.NaN;
}
