const collator = new Intl.Collator('ko', { numeric: true });

/** The order of a dictionary, in Korean and English; "반 2" comes before "반 10". For sort(). */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
