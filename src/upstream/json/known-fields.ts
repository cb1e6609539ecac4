/** Which fields of a JSON value are known: any value, or an object with these. Lists are looked through. */
export type FieldRule = typeof ANY | KnownFields;
export type KnownFields = ReadonlyMap<string, FieldRule>;

export const ANY = 'any';

/** @param known names that hold any value, apart by blanks @param nested those whose own fields are listed */
export function knownFields(known: string, nested: Readonly<Record<string, KnownFields>> = {}): KnownFields {
  const names = known.split(/\s+/).map((name): [string, FieldRule] => [name, ANY]);
  return new Map([...names, ...Object.entries(nested)]);
}

/** Listed fields are not nested so deep. */
export const MAX_LEVELS = 16;

/** Has the parsed value a field that is on no list, or is it nested deeper than listed fields are? */
export function holdsUnlisted(value: unknown, fields: KnownFields, level = 1): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (level > MAX_LEVELS) return true;
  if (Array.isArray(value)) return value.some((one) => holdsUnlisted(one, fields, level + 1));
  for (const name in value) {
    const inside = fields.get(name);
    if (inside === undefined) return true;
    if (inside !== ANY && holdsUnlisted((value as Record<string, unknown>)[name], inside, level + 1)) return true;
  }
  return false;
}

/** @param head a member up to the quote that ends its name */
export function nameIn(head: Buffer): string {
  const name = head.toString('latin1', head.indexOf('"') + 1, head.length - 1);
  if (!name.includes('\\')) return name;
  try {
    return String(JSON.parse(`"${name}"`));
  } catch {
    return name;
  }
}
