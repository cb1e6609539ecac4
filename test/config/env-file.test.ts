import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readClientSettings, readConfig } from '../../src/config/config.ts';
import { readEnvFile } from '../../src/config/env-file.ts';
import { tempFolderForThisTest } from '../support/temp-folder.ts';
import { readIgnoreFile } from '../system/docker/dockerignore.ts';

const KEY = 'sk-proj-NobodysKeyForTheTestsOfTheFile0123456789';
const ROOT = join(import.meta.dirname, '../..');

/** Writes a file of settings for this test alone, and returns its path. */
function fileWith(content: string | Uint8Array, mode = 0o600): string {
  const path = join(tempFolderForThisTest(), '.env');
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
  return path;
}

/** The message with which the settings are refused; '' when they are not. */
function refusalOf(read: () => unknown): string {
  try {
    read();
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('readEnvFile', () => {
  test('reads one setting a line, with remarks, quotes, equals signs in a value, and a byte order mark', () => {
    const text = `\uFEFF# jigap\r\nOPENAI_API_KEY='${KEY}'\r\n\r\nexport JIGAP_MODEL_ALIASES=gpt-3.5-turbo=gpt-6-luna # alias\r\n`;
    expect(readEnvFile(fileWith(text))).toEqual({
      values: { OPENAI_API_KEY: KEY, JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna' },
      problems: [],
      openToOthers: null,
    });
  });

  test.each([
    ['what PowerShell sets', `JIGAP_PORT=9000\n$env:OPENAI_API_KEY='${KEY}'\n`, 'line 2 of the file'],
    ['a key without its name', `${KEY}\n`, 'line 1 of the file'],
    ['a colon', `OPENAI_API_KEY: ${KEY}\n`, 'write NAME=value'],
    ['UTF-16', new Uint8Array(Buffer.from(`\uFEFFOPENAI_API_KEY=${KEY}\n`, 'utf16le')), 'save it as UTF-8'],
    ['UTF-16 without its mark', new Uint8Array(Buffer.from(`A=${KEY}\n`, 'utf16le')), 'save it as UTF-8'],
  ])('refuses %s with what to do, and does not repeat it', (_what, content, advice) => {
    const { problems } = readEnvFile(fileWith(content));
    expect(problems).toEqual([expect.stringContaining(advice)]);
    expect(problems.join()).not.toContain('sk-');
  });

  test('takes a quoted value of several lines as it is', () => {
    expect(readEnvFile(fileWith('NOTE="first\nsecond"\nJIGAP_PORT=9000\n'))).toMatchObject({
      values: { JIGAP_PORT: '9000' },
      problems: [],
    });
  });

  test('says of a file that is named and missing what to check, without the name', () => {
    const { problems } = readEnvFile(join(tempFolderForThisTest(), KEY));
    expect(problems).toEqual([expect.stringMatching(/JIGAP_ENV_FILE names cannot be read \(ENOENT\); check/)]);
    expect(problems.join()).not.toContain(KEY);
  });

  test('reads nothing for none', () => {
    expect(readEnvFile('none')).toEqual({ values: {}, problems: [], openToOthers: null });
  });

  test.runIf(process.platform !== 'win32')('names a file that other users may read', () => {
    expect(readEnvFile(fileWith('', 0o600)).openToOthers).toBeNull();
    const path = fileWith('', 0o640);
    expect(readEnvFile(path).openToOthers).toBe(path);
  });
});

describe('the settings', () => {
  beforeEach(() => {
    for (const name of Object.keys(process.env)) {
      if (/^(JIGAP|OPENAI)_/.test(name)) vi.stubEnv(name, undefined);
    }
    return () => vi.unstubAllEnvs();
  });

  test('of the file count where the environment says nothing, and stay out of the environment', () => {
    vi.stubEnv('JIGAP_ENV_FILE', fileWith(`OPENAI_API_KEY=${KEY}\nJIGAP_PORT=9000\nJIGAP_LOG_LEVEL=warn\n`));
    vi.stubEnv('JIGAP_LOG_LEVEL', 'error');
    const { port, logLevel, providers } = readConfig();
    expect([port, logLevel, providers[0]?.keys[0]?.reveal()]).toEqual([9000, 'error', KEY]);
    expect(process.env.OPENAI_API_KEY).toBeUndefined();
  });

  test('of the file are overruled by an empty value of the environment', () => {
    vi.stubEnv('JIGAP_ENV_FILE', fileWith(`OPENAI_API_KEY=${KEY}\n`));
    vi.stubEnv('OPENAI_API_KEY', '');
    expect(readConfig().providers[0]?.isDemo).toBe(true);
  });

  test('of the file are checked like all others, and no secret of it is repeated', () => {
    vi.stubEnv('JIGAP_ENV_FILE', fileWith(`OPENAI_API_KEY=${KEY}\nJIGAP_PROT=9000\nJIGAP_TIME_ZONE=${KEY}\n`));
    const refusal = refusalOf(readConfig);
    expect(refusal).toContain('JIGAP_PROT: there is no such setting; did you mean JIGAP_PORT?');
    expect(refusal).toContain('JIGAP_TIME_ZONE');
    expect(refusal).not.toContain(KEY);
  });

  test('are refused with every problem of the file', () => {
    vi.stubEnv('JIGAP_ENV_FILE', fileWith(`one\ntwo ${KEY}\n`));
    const refusal = refusalOf(readConfig);
    expect(refusal).toContain('2 error(s)');
    expect(refusal).toMatch(/JIGAP_ENV_FILE: line 1 of .*\n- JIGAP_ENV_FILE: line 2 of /);
    expect(refusal).not.toContain(KEY);
  });

  test('of the file cannot name another file', () => {
    vi.stubEnv('JIGAP_ENV_FILE', fileWith('JIGAP_ENV_FILE=/nowhere/.env\nJIGAP_PORT=9000\n'));
    expect(readConfig().port).toBe(9000);
  });

  test.runIf(process.platform !== 'win32')('say when other users may read the file', () => {
    const path = fileWith('JIGAP_PORT=9000\n', 0o644);
    vi.stubEnv('JIGAP_ENV_FILE', path);
    expect(readConfig().openEnvFile).toBe(path);
  });

  test("of the command line come from the same file, but never the provider's key", () => {
    const path = fileWith(
      `OPENAI_API_KEY=${KEY}\nJIGAP_OWNER_TOKEN=jgo_of_the_file\nJIGAP_URL=http://127.0.0.1:9000\n`,
    );
    vi.stubEnv('JIGAP_ENV_FILE', path);
    expect(readClientSettings()).toMatchObject({
      url: 'http://127.0.0.1:9000',
      ownerToken: 'jgo_of_the_file',
      apiToken: null,
    });
  });
});

describe('the file of the default', () => {
  test('is .env, also when that is written down, and a folder of that name is no file of settings', () => {
    const folder = tempFolderForThisTest();
    mkdirSync(join(folder, '.env'));
    // In the project itself there may be one: only that neither is a problem of its name can be said here.
    expect(readEnvFile('.env')).toEqual(readEnvFile(undefined));
    expect(readEnvFile(join(folder, '.env')).problems).toEqual([expect.stringContaining('EISDIR')]);
  });

  test('is left out of commits and of the Docker image', () => {
    expect(readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n')).toContain('.env');
    expect(readIgnoreFile(readFileSync(join(ROOT, '.dockerignore'), 'utf8'))('.env')).toBe(false);
  });
});
