/** Whether an Accept header prefers CSV, or accepts it as much as JSON. */
export function wantsCsv(accept: string | undefined): boolean {
  const csv = weightOf(accept ?? '', 'text/csv');
  return csv > 0 && csv >= weightOf(accept ?? '', 'application/json');
}

function weightOf(accept: string, type: string): number {
  const ranges = accept.split(',').map((range) => range.trim().toLowerCase());
  const range = ranges.find((candidate) => candidate.split(';')[0]?.trim() === type);
  if (range === undefined) return 0;
  const weight = /;\s*q=([0-9.]+)/.exec(range)?.[1];
  return weight === undefined ? 1 : Number(weight);
}
