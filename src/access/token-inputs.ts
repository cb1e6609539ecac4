import { listAt, ParameterFault, textAt } from './parameters.ts';

/**
 * How many separate texts a `prompt` or `input` is: a text, a list of texts, a list of token numbers, or a list of
 * such lists. A token number takes at least two bytes of JSON, so that bytes bound tokens in every shape.
 * @throws ParameterFault
 */
export function countInputs(value: unknown, param: string): number {
  if (value === undefined || value === null || value === '') throw new ParameterFault('missing', param);
  if (typeof value === 'string') return 1;
  const list = listAt(value, param);
  if (list.length === 0) throw new ParameterFault('missing', param);
  if (list.every(Number.isSafeInteger)) return 1;
  list.forEach((item, index) => {
    if (!Array.isArray(item)) textAt(item, `${param}[${index}]`);
    else if (item.length === 0 || !item.every(Number.isSafeInteger)) {
      throw new ParameterFault('wrong-type', `${param}[${index}]`, 'list');
    }
  });
  return list.length;
}
