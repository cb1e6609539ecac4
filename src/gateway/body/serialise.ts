import type { Reader } from '../../language/reader-texts.ts';
import { refuse } from '../refusals/refusal.ts';

/** What was parsed can be nested too deeply to be serialised; no provider would take it either. @throws Refusal */
export function serialise(reader: Reader, body: object): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    throw error instanceof RangeError ? refuse(reader, 'badRequest') : error;
  }
}
