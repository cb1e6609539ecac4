/** `node test/repository/print-release-notes.ts v1.2.3` prints the notes of that release; the release workflow calls it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeReleaseNotes } from './release-notes.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8');

try {
  const { version } = JSON.parse(read('package.json'));
  process.stdout.write(writeReleaseNotes(process.argv[2] ?? '', version, read('CHANGELOG.md')));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
