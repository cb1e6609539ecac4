/** A value as YAML in block style: one line for each item, `- ` before those of a list. */
export function writeYaml(value: unknown, depth = 0): string {
  const indent = '  '.repeat(depth);
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `\n${indent}- ${writeYaml(item, depth + 1)}`).join('');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([name, member]) => `\n${indent}${name}: ${writeYaml(member, depth + 1)}`)
      .join('');
  }
  return typeof value === 'string' && !value.includes('\n') ? value : JSON.stringify(value);
}
