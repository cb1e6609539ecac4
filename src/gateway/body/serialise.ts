import type { Reader } from '../../language/reader-texts.ts';
import { type KnownJson, type WrittenJson, writeJson } from '../../upstream/json/long-text.ts';
import { refuse } from '../refusals/refusal.ts';

/** What was parsed can be nested too deeply to be serialised; no provider would take it either. @throws Refusal */
export function serialise(reader: Reader, body: object, known?: KnownJson): WrittenJson {
  return refusingDepth(reader, () => writeJson(body, known));
}

/** The same as one text. @throws Refusal */
export function stringify(reader: Reader, value: object): string {
  return refusingDepth(reader, () => JSON.stringify(value));
}

function refusingDepth<Written>(reader: Reader, write: () => Written): Written {
  try {
    return write();
  } catch (error) {
    throw error instanceof RangeError ? refuse(reader, 'badRequest') : error;
  }
}
