/**
 * The notes of a release: its section of the changelog. Each item on one line, because a page of releases shows every
 * line break.
 * @param tag "v1.2.3"
 * @throws Error when the tag is not the version of the package, or the changelog has no dated section with text for it
 */
export function writeReleaseNotes(tag: string, packageVersion: string, changelog: string): string {
  if (tag !== `v${packageVersion}`) throw new Error(`The tag is ${tag}, but package.json says ${packageVersion}.`);
  const lines = changelog.split('\n');
  const start = lines.findIndex((line) => isHeadingOf(packageVersion, line));
  if (start === -1) throw new Error(`CHANGELOG.md has no "## [${packageVersion}] - YYYY-MM-DD".`);
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '));
  const section = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join('\n');
  if (!/^- /m.test(section)) throw new Error(`CHANGELOG.md says nothing about ${packageVersion}.`);
  return `${section.replaceAll(/\n {2,}(?! *- )/g, ' ').trim()}\n`;
}

function isHeadingOf(version: string, line: string): boolean {
  const heading = `## [${version}] - `;
  return line.startsWith(heading) && /^\d{4}-\d{2}-\d{2}$/.test(line.slice(heading.length));
}
