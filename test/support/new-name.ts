const used = new Map<string, number>();

/** "AI club", then "AI club 2": two classes cannot have one name. */
export function newName(name: string): string {
  const count = (used.get(name) ?? 0) + 1;
  used.set(name, count);
  return count === 1 ? name : `${name} ${count}`;
}
