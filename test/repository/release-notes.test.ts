import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeReleaseNotes } from './release-notes.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8');

const CHANGELOG = `# Changelog

## [Unreleased]

- Not yet released.

## [1.1.0] - 2026-12-01

### Added

- One item that
  goes on.
  - A part of it
    that goes on.
- Another.

### Fixed

- A fault.

## [1.0.0] - 2026-11-30

- The first.
`;

describe('writeReleaseNotes', () => {
  test('gives the section of the version, each item on one line', () => {
    expect(writeReleaseNotes('v1.1.0', '1.1.0', CHANGELOG)).toBe(
      '### Added\n\n- One item that goes on.\n  - A part of it that goes on.\n- Another.\n\n### Fixed\n\n- A fault.\n',
    );
  });

  test('gives the last section of the file', () => {
    expect(writeReleaseNotes('v1.0.0', '1.0.0', CHANGELOG)).toBe('- The first.\n');
  });

  test.each([
    ['the tag is another version than the package', 'v1.1.0', '1.0.0', CHANGELOG, 'The tag is v1.1.0'],
    ['the tag lacks its v', '1.1.0', '1.1.0', CHANGELOG, 'The tag is 1.1.0'],
    ['there is no tag', '', '1.1.0', CHANGELOG, 'The tag is ,'],
    ['the version has no section', 'v1.2.0', '1.2.0', CHANGELOG, 'has no "## [1.2.0] - YYYY-MM-DD"'],
    [
      'a dot of the version matches another character only',
      'v1.1.0',
      '1.1.0',
      '## [1x1.0] - 2026-12-01\n- x',
      'has no',
    ],
    ['the section has no date', 'v1.1.0', '1.1.0', '## [1.1.0]\n- x', 'has no'],
    [
      'the section has no item',
      'v1.1.0',
      '1.1.0',
      '## [1.1.0] - 2026-12-01\n\n## [1.0.0] - 2026-11-30\n- x',
      'says nothing',
    ],
  ])('throws when %s', (_when, tag, version, changelog, message) => {
    expect(() => writeReleaseNotes(tag, version, changelog)).toThrow(message);
  });
});

describe('CHANGELOG.md', () => {
  const headings = [...read('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading ?? '');

  test('starts with what is unreleased and dates every version, the newest first', () => {
    const [first, ...versions] = headings;
    expect(first).toBe('[Unreleased]');
    expect(versions).not.toEqual([]);
    const dates = versions.map((heading) => /^\[\d+\.\d+\.\d+\] - (\d{4}-\d{2}-\d{2})$/.exec(heading)?.[1]);
    expect(dates).toEqual(dates.toSorted().toReversed());
    expect(dates).not.toContain(undefined);
  });

  test('has notes for the version of package.json', () => {
    const { version } = JSON.parse(read('package.json'));
    expect(writeReleaseNotes(`v${version}`, version, read('CHANGELOG.md'))).toMatch(/^- /m);
  });
});
