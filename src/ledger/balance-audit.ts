import { aboveOrBelow, isSameSeries, nameBalance, type StoredBalance } from './stored-balance.ts';

/**
 * What is wrong with balances on their own and against the open holds.
 * @param balances those of a series one after the other, by the start of their windows
 * @param held by id of a balance, the sum of the open holds that it carries
 */
export function auditBalances(
  balances: readonly StoredBalance[],
  held: ReadonlyMap<number, number>,
): readonly string[] {
  return [
    ...balances.flatMap(findNegative),
    ...balances.flatMap((balance, index) => findOverlap(balance, balances[index - 1])),
    ...balances.flatMap((balance) => findHeldDrift(balance, held.get(balance.id) ?? 0)),
  ];
}

export function findNegative(balance: StoredBalance): string[] {
  return (['spent', 'held'] as const)
    .filter((column) => balance[column] < 0)
    .map((column) => `${nameBalance(balance)}: ${column} is below zero`);
}

export function findOverlap(balance: StoredBalance, before: StoredBalance | undefined): string[] {
  return before !== undefined && isSameSeries(before, balance) && balance.window.start < before.window.end
    ? [`${nameBalance(balance)}: overlaps the window before it`]
    : [];
}

export function findHeldDrift(balance: StoredBalance, sum: number): string[] {
  const drift = balance.held - sum;
  return drift === 0 ? [] : [`${nameBalance(balance)}: held is ${aboveOrBelow(drift, balance.unit)} its open holds`];
}
