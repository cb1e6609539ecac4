import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OpenFile } from '../../../src/store/sqlite/engine/open-file.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';

function openedFile(bytes: number): { path: string; file: OpenFile } {
  const path = join(tempFolderForThisTest(), 'jigap.db');
  writeFileSync(path, Buffer.alloc(bytes));
  const file = new OpenFile(path);
  expect(file.isInPlace()).toBe(true);
  return { path, file };
}

describe('a file that is smaller than it was', () => {
  test('was cut short', () => {
    const { path, file } = openedFile(4000);
    truncateSync(path, 3999);
    expect(file.isInPlace()).toBe(false);
  });

  test('is in place after a VACUUM that made it so, whenever that shows, and not below', () => {
    const { path, file } = openedFile(4000);
    file.mayShrinkTo(3000);
    // The log is folded in later.
    expect(file.isInPlace()).toBe(true);
    truncateSync(path, 3000);
    expect(file.isInPlace()).toBe(true);
    truncateSync(path, 2999);
    expect(file.isInPlace()).toBe(false);
  });

  test('was cut short when it had grown since that VACUUM', () => {
    const { path, file } = openedFile(4000);
    file.mayShrinkTo(3000);
    truncateSync(path, 3000);
    expect(file.isInPlace()).toBe(true);
    appendFileSync(path, Buffer.alloc(2000));
    expect(file.isInPlace()).toBe(true);
    truncateSync(path, 4999);
    expect(file.isInPlace()).toBe(false);
  });

  test('is not excused by a VACUUM when it is another file', () => {
    const { path, file } = openedFile(4000);
    file.mayShrinkTo(3000);
    writeFileSync(`${path}.new`, Buffer.alloc(3000));
    renameSync(`${path}.new`, path);
    expect(file.isInPlace()).toBe(false);
  });
});
