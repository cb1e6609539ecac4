import { hash } from 'node:crypto';

/** Numbers from 0 to below 1, the same ones for the same seed. */
export function chanceFrom(seed: number): () => number {
  let drawn = 0;
  return () => Number.parseInt(hash('sha256', `${seed} ${drawn++}`, 'hex').slice(0, 12), 16) / 16 ** 12;
}
