/** The fields that an object of JSON may have. A list holds such objects. */
export type KnownFields = ReadonlyMap<string, FieldRule>;
/** What a field may hold: any value, or an object with known fields. */
export type FieldRule = typeof ANY | KnownFields;

export const ANY = 'any';

/** @param names of fields that hold any value, separated by blanks @param nested fields that hold objects with known fields */
export function knownFields(names: string, nested: Readonly<Record<string, KnownFields>> = {}): KnownFields {
  const plain = names.split(/\s+/).map((name): [string, FieldRule] => [name, ANY]);
  return new Map([...plain, ...Object.entries(nested)]);
}

/** Known fields are not nested so deep. */
export const MAX_LEVELS = 16;

/** Whether a parsed value has an unknown field, or is nested deeper than known fields are. */
export function holdsUnknown(value: unknown, fields: KnownFields, level = 1): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (level > MAX_LEVELS) return true;
  if (Array.isArray(value)) return value.some((one) => holdsUnknown(one, fields, level + 1));
  for (const name in value) {
    const inside = fields.get(name);
    if (inside === undefined) return true;
    if (inside !== ANY && holdsUnknown((value as Record<string, unknown>)[name], inside, level + 1)) return true;
  }
  return false;
}

/** The name of a member. @param head the member up to the quote that ends its name */
export function nameIn(head: Buffer): string {
  const name = head.toString('latin1', head.indexOf('"') + 1, head.length - 1);
  if (!name.includes('\\')) return name;
  try {
    return String(JSON.parse(`"${name}"`));
  } catch {
    return name;
  }
}
