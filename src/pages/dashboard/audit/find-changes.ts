/** One field that a change names; undefined where there was, or is, no such field. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

export type Fields = Readonly<Record<string, unknown>>;

/** The subject or the time of the entry says these. */
const NOT_LISTED: ReadonlySet<string> = new Set([
  ...['id', 'createdAt', 'scope', 'scopeId', 'studentId', 'recordId', 'kind', 'detail', 'incidentIds', 'studentIds'],
]);
/** The subject of an entry about a token is its prefix. */
const TOKEN_NAME = 'prefix';

/** Of what was created or removed: the fields that it had. Otherwise: the fields that differ. */
export function findChanges(before: unknown, after: unknown): FieldChange[] {
  const [was, is] = [asFields(before), asFields(after)];
  const fields = Object.keys(is ?? was ?? {}).filter((field) => !NOT_LISTED.has(field));
  return fields
    .map((field) => ({ field, before: was?.[field], after: is?.[field] }))
    .filter((change) =>
      was !== null && is !== null
        ? !isSame(change.before, change.after)
        : change.field !== TOKEN_NAME && !isEmpty(change.before ?? change.after),
    );
}

/** The fields of a value of the audit; null when it has none. */
export function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Of JSON values. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
