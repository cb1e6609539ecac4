import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A folder for all tests of a file (or of a describe block); removed after the last of them. Call it outside tests. */
export function tempFolder(): string {
  const folder = makeTempFolder();
  afterAll(() => remove(folder));
  return folder;
}

/** A folder for the running test alone. */
export function tempFolderForThisTest(): string {
  const folder = makeTempFolder();
  onTestFinished(() => remove(folder));
  return folder;
}

/** For those who remove it themselves. */
export function makeTempFolder(): string {
  return mkdtempSync(join(tmpdir(), 'jigap-test-'));
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
