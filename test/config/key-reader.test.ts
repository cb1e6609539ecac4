import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createKeyReader } from '../../src/config/key-reader.ts';
import type { KeyReading } from '../../src/upstream/keys/key-reading.ts';
import { type KeySource, PROVIDER_DEFAULTS } from '../../src/upstream/provider-settings.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';

const FIRST = 'sk-proj-the-first-key-0123456789';
const SECOND = 'sk-proj-the-second-key-0123456789';

function readerOf(source: KeySource, surroundings: Partial<Parameters<typeof createKeyReader>[1]> = {}) {
  const provider = {
    ...PROVIDER_DEFAULTS,
    ...{ name: 'openai', baseUrl: 'https://provider.test/v1', isDemo: false, timeoutMs: 1000 },
    ...{ addressSetting: 'OPENAI_BASE_URL', keySetting: 'OPENAI_API_KEY', keys: [], keySources: [source] },
  };
  const read = createKeyReader([provider], { env: {}, readEnvFile: () => ({}), ...surroundings });
  return async (): Promise<KeyReading | undefined> => (await read())[0]?.keys[0];
}

const keyOf = (reading: KeyReading | undefined) => reading?.key?.reveal() ?? reading?.problem ?? null;

function keyFile(text: string) {
  const path = join(tempFolderForThisTest(), 'openai.key');
  writeFileSync(path, text);
  return { path, read: readerOf({ kind: 'file', path }) };
}

describe('a key file', () => {
  test('counts when two readings find the same: half of it, once, does not', async () => {
    const { path, read } = keyFile(FIRST);
    expect([keyOf(await read()), keyOf(await read())]).toEqual([null, FIRST]);
    writeFileSync(path, SECOND.slice(0, 20));
    expect(keyOf(await read())).toBeNull();
    writeFileSync(path, `${SECOND}\n`);
    expect([keyOf(await read()), keyOf(await read())]).toEqual([null, SECOND]);
  });

  test('may be exchanged by a rename', async () => {
    const { path, read } = keyFile(FIRST);
    await read();
    writeFileSync(`${path}.new`, SECOND);
    renameSync(`${path}.new`, path);
    await read();
    expect(keyOf(await read())).toBe(SECOND);
  });

  test('may be a link that is exchanged, as Kubernetes does it', async () => {
    const folder = tempFolderForThisTest();
    writeFileSync(join(folder, 'one'), FIRST);
    writeFileSync(join(folder, 'two'), SECOND);
    const path = join(folder, 'key');
    symlinkSync('one', path);
    const read = readerOf({ kind: 'file', path });
    await read();
    symlinkSync('two', `${path}.new`);
    renameSync(`${path}.new`, path);
    await read();
    expect(keyOf(await read())).toBe(SECOND);
  });

  test.each([
    ['gone', (path: string) => rmSync(path)],
    ['empty', (path: string) => writeFileSync(path, ' \n')],
    ['malformed', (path: string) => writeFileSync(path, 'two words')],
    ['malformed', (path: string) => writeFileSync(path, 'jgp_a-token-of-a-student')],
    ['malformed', (path: string) => writeFileSync(path, 'x'.repeat(100_000))],
  ])('that is %s is a problem, and no key', async (problem, change) => {
    const { path, read } = keyFile(FIRST);
    change(path);
    await read();
    expect(await read()).toEqual({ key: null, problem });
  });

  test.skipIf(process.platform === 'win32').each([
    ['a folder', (path: string) => void mkdirSync(path)],
    ['a pipe, which would be waited for', (path: string) => void execFileSync('mkfifo', [path])],
    ['a device without an end', (path: string) => symlinkSync('/dev/zero', path)],
  ])('that is %s now is not read, and is a problem', async (_what, make) => {
    const { path, read } = keyFile(FIRST);
    await read();
    rmSync(path);
    make(path);
    await read();
    expect(await read()).toEqual({ key: null, problem: 'unreadable' });
  });
});

describe('a variable', () => {
  const source = { kind: 'variable', name: 'OPENAI_API_KEY' } as const;

  test('is read from the file of settings', async () => {
    let values: Readonly<Record<string, string>> | null = { OPENAI_API_KEY: FIRST };
    const read = readerOf(source, { readEnvFile: () => values });
    await read();
    expect(keyOf(await read())).toBe(FIRST);
    values = null;
    await read();
    expect(keyOf(await read())).toBe('unreadable');
    values = {};
    await read();
    expect(keyOf(await read())).toBe('empty');
  });

  test('of the environment itself cannot change', async () => {
    const read = readerOf(source, {
      env: { OPENAI_API_KEY: FIRST },
      readEnvFile: () => ({ OPENAI_API_KEY: SECOND }),
    });
    await read();
    expect(await read()).toEqual({ key: null, problem: null });
  });
});
