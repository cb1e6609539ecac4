import { isText } from '../../upstream/json/long-text.ts';
import { ParameterError } from './parameter-error.ts';

/**
 * A `prompt` or `input` of the older endpoints: a text, a list of texts, a list of token numbers, or a list of such
 * lists. A token number takes at least two bytes of JSON, so that bytes bound tokens in every shape.
 * @throws ParameterError
 */
export function checkInputs(value: unknown, param: string): void {
  if (value === '') throw new ParameterError('missing', param);
  if (isText(value)) return;
  if (!Array.isArray(value)) throw new ParameterError('wrong-type', param, 'text-or-list');
  if (value.length === 0) throw new ParameterError('missing', param);
  if (value.every(isTokenNumber)) return;
  value.forEach((item, index) => {
    if (isText(item)) return;
    if (!Array.isArray(item)) throw new ParameterError('wrong-type', `${param}[${index}]`, 'text');
    if (item.length === 0 || !item.every(isTokenNumber)) {
      throw new ParameterError('wrong-type', `${param}[${index}]`, 'list');
    }
  });
}

/** The number of separate texts. @param inputs checked */
export function countInputs(inputs: unknown): number {
  return Array.isArray(inputs) && typeof inputs[0] !== 'number' ? inputs.length : 1;
}

function isTokenNumber(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
