import { checkDay } from '../admin/field-checks.ts';
import { parseName } from '../admin/parse-name.ts';
import { parseUsd } from './parse-values.ts';
import { translated } from './translated.ts';

export { type LimitJson, parseId as idFrom } from './parse-values.ts';

export const amountFrom = parseUsd;

export function nameFrom(text: string, param: string): string {
  return translated(() => parseName(text, [param]));
}

export function localDayFrom(text: string, param: string): string {
  return translated(() => checkDay(text, [param]));
}
