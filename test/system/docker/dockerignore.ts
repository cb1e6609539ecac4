/**
 * Reads a .dockerignore that is closed by default: `*` first, then only `!name` for top-level names.
 * @returns whether a top-level name is sent to the build @throws Error for any other kind of line
 */
export function readIgnoreFile(text: string): (topLevelName: string) => boolean {
  const [first, ...exceptions] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  if (first !== '*') throw new Error('.dockerignore does not keep everything out first');
  const names = exceptions.map((line) => {
    const [, name] = /^!([\w.-]+)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`.dockerignore: ${line} is not understood`);
    return name;
  });
  return (topLevelName) => names.includes(topLevelName);
}
