import type { OutputCap } from './checked-call.ts';
import { ParameterError } from './parameter-error.ts';

/** The cap that a client named, brought within what the model can give. @throws ParameterError */
export function readCap(
  value: unknown,
  param: string,
  { max, min = 1 }: { readonly max: number; readonly min?: number },
): Pick<OutputCap, 'requested' | 'named'> {
  if (value === null || value === undefined) return { requested: null };
  const named = positiveIntegerAt(value, param);
  return { requested: Math.min(Math.max(named, min), max), named };
}

function positiveIntegerAt(value: unknown, param: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    throw new ParameterError('wrong-type', param, 'positive-integer');
  }
  return value as number;
}
