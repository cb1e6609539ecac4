/** A whole number as lists show it, in every language: "12,345". */
export function formatCount(number: number): string {
  return number.toLocaleString('en');
}
