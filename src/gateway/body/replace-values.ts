/**
 * Replaces values of parsed JSON at every depth, in place. No deeper than scanBody allows: it is recursive.
 * @param replace gives the value itself where it stays @returns the value, or what replaces it
 */
export function replaceValues(value: unknown, replace: (value: unknown) => unknown): unknown {
  const replaced = replace(value);
  if (replaced !== value || typeof value !== 'object' || value === null) return replaced;
  if (Array.isArray(value)) replaceItems(value, replace);
  else replaceMembers(value as Record<string, unknown>, replace);
  return value;
}

function replaceItems(items: unknown[], replace: (value: unknown) => unknown): void {
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (typeof item === 'number') continue;
    const replaced = replaceValues(item, replace);
    if (replaced !== item) items[index] = replaced;
  }
}

/** A member `__proto__` of parsed JSON is its own, and so it is set like any other. */
function replaceMembers(members: Record<string, unknown>, replace: (value: unknown) => unknown): void {
  for (const name in members) {
    const member = members[name];
    if (typeof member === 'number') continue;
    const replaced = replaceValues(member, replace);
    if (replaced !== member) members[name] = replaced;
  }
}
