import type { CustomTypesConfig } from 'pg';

const BOOLEAN = 16;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const NUMERIC = 1700;

/** Money, ids and instants are below 2^53; what is not must not be rounded. @throws RangeError */
export function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the database has the number ${text}, which is too large`);
  return value;
}

/** A sum of BIGINT is NUMERIC, which is no number of JavaScript: the SQL has to cast it. */
function refuseNumeric(): never {
  throw new TypeError('a query gave NUMERIC: cast the sum to BIGINT');
}

const readBoolean = (text: string): boolean => text === 't';
const asText = (text: string): string => text;

/** How the driver reads what is in a row: as SQLite gives it. Text and JSON stay text, instants of SQL too. */
export const RESULT_TYPES: CustomTypesConfig = {
  getTypeParser: (type: number) => {
    if (type === INT8) return readInt8;
    if (type === INT2 || type === INT4) return Number;
    if (type === NUMERIC) return refuseNumeric;
    if (type === BOOLEAN) return readBoolean;
    return asText;
  },
};
