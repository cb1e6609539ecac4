import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { makeTempFolder, remove } from '../support/temp-folder.ts';
import { LAB, LAB_KEY, loadWithFiles, OPENAI_KEY, problemsWith } from './providers-fixture.ts';

const keysOf = (files: Parameters<typeof loadWithFiles>[0]) =>
  loadWithFiles(files).providers.map(({ keys }) => keys.map((key) => key.reveal()));

describe('JIGAP_PROVIDERS_FILE', () => {
  it('puts its providers behind the one of the environment, with the defaults of the documentation', () => {
    const { providers } = loadWithFiles({ providers: { providers: [LAB] } });
    expect(providers.map(({ name }) => name)).toEqual(['openai', 'lab']);
    expect(providers[1]).toEqual({
      ...{ name: 'lab', baseUrl: 'http://127.0.0.1:8000/v1', isDemo: false },
      addressSetting: 'JIGAP_PROVIDERS_FILE: base_url',
      keySetting: 'JIGAP_PROVIDERS_FILE: key_env',
      ...{ keys: [], keySources: [], keyOrder: 'in_order' },
      ...{ callsInFlight: null, queueMs: 30_000, timeoutMs: 300_000, connectTimeoutMs: 10_000 },
      ...{ headers: {}, wantsOpenAiFields: false, pricePercent: 100, inputSlackTokens: null },
    });
  });

  it('sets every field', () => {
    const entry = {
      ...{ about: 'ours', ...LAB, key_env: ['LAB_KEY', 'LAB_KEY_2'], key_file: 'keys/third', key_order: 'round_robin' },
      ...{ calls_in_flight: 4, queue_seconds: 5, timeout_seconds: 60, connect_timeout_seconds: 2 },
      ...{ headers: { 'X-Title': 'AI class' }, openai_fields: true, price_percent: 120, input_slack_tokens: 9 },
    };
    const env = { LAB_KEY, LAB_KEY_2: 'another-key' };
    const files = { '/etc/jigap/keys/third': ' the-third-key\n' };
    const config = loadWithFiles({ providers: { providers: [entry] }, env, files });
    const { keys, ...lab } = config.providers[1] ?? expect.fail('there is no second provider');
    expect(keys.map((key) => key.reveal())).toEqual([LAB_KEY, 'another-key', 'the-third-key']);
    expect(lab).toEqual({
      ...{ name: 'lab', baseUrl: 'http://127.0.0.1:8000/v1', isDemo: false, keyOrder: 'round_robin' },
      addressSetting: 'JIGAP_PROVIDERS_FILE: base_url',
      keySetting: 'LAB_KEY, LAB_KEY_2, JIGAP_PROVIDERS_FILE: key_file',
      keySources: [
        { kind: 'variable', name: 'LAB_KEY' },
        { kind: 'variable', name: 'LAB_KEY_2' },
        { kind: 'file', path: '/etc/jigap/keys/third' },
      ],
      ...{ callsInFlight: 4, queueMs: 5000, timeoutMs: 60_000, connectTimeoutMs: 2000 },
      ...{ headers: { 'x-title': 'AI class' }, wantsOpenAiFields: true, pricePercent: 120, inputSlackTokens: 9 },
    });
  });

  it('may have openai itself, in any place, with the price percent of the environment', () => {
    const openai = { name: 'openai', base_url: 'https://api.openai.com/v1', key_env: 'OPENAI_API_KEY' };
    const { providers } = loadWithFiles({
      providers: { providers: [LAB, openai] },
      env: { JIGAP_PRICE_PERCENT: '110' },
    });
    expect(
      providers.map(({ name, pricePercent, wantsOpenAiFields }) => [name, pricePercent, wantsOpenAiFields]),
    ).toEqual([
      ['lab', 100, false],
      ['openai', 110, true],
    ]);
  });

  it('stands alone where the environment has neither a key nor another address', () => {
    const more = [{ ...LAB_MODEL }];
    const env = { OPENAI_API_KEY: '', JIGAP_ALLOWED_MODELS: 'llama' };
    expect(keysOf({ providers: { providers: [LAB] }, more, env })).toEqual([[]]);
    const OPENAI_BASE_URL = 'http://127.0.0.1:1/v1';
    const both = loadWithFiles({ providers: { providers: [LAB] }, more, env: { ...env, OPENAI_BASE_URL } });
    expect(both.providers.map(({ name }) => name)).toEqual(['openai', 'lab']);
  });

  it('takes OpenAI and Azure for servers that know the fields of OpenAI', () => {
    const wants = (base_url: string) =>
      loadWithFiles({
        providers: { providers: [{ name: 'other', base_url, key_env: 'LAB_KEY', price_percent: 110 }] },
        env: { LAB_KEY },
      }).providers[1]?.wantsOpenAiFields;
    expect(wants('https://eu.api.openai.com/v1')).toBe(true);
    expect(wants('https://school.openai.azure.com/openai/v1')).toBe(true);
    expect(wants('https://api.openai.com.example.org/v1')).toBe(false);
    expect(wants('http://127.0.0.1:8000/v1')).toBe(false);
  });

  it('refuses the options of Node that open the memory, whichever provider has a key', () => {
    const NODE_OPTIONS = '--inspect';
    const env = { OPENAI_API_KEY: '', JIGAP_ALLOWED_MODELS: 'llama', NODE_OPTIONS };
    const more = [LAB_MODEL];
    expect(problemsWith({ providers: { providers: [LAB] }, more, env })).toEqual([]);
    const providers = { providers: [{ ...LAB, key_env: 'LAB_KEY' }] };
    expect(problemsWith({ providers, more, env: { ...env, LAB_KEY } })).toEqual([
      expect.stringMatching(/^--inspect \(an option of Node\)/),
    ]);
  });
});

const LAB_MODEL = {
  ...{ id: 'llama', provider: 'lab', snapshots: [], endpoints: ['chat'], inputs: ['text'], context_window: 8192 },
  ...{ max_output: 4096, default_max_output: 256, reasoning: false, shutdown_date: null },
  prices: [{ from: '2026-01-01', input: 0, cached_input: 0, cache_write: 0, output: 0, source: 'ours' }],
};

describe('a file of providers that cannot be used', () => {
  it('has every fault named at once, each with its place', () => {
    const providers = {
      provider: [],
      providers: [
        { ...LAB, calls_in_fligt: 4, timeout_seconds: 0, price_percent: 99, openai_fields: 'no' },
        { name: 'lab', base_url: 'ftp://x', key_env: 'NOT_SET_KEY', key_order: 'random' },
        'lab',
      ],
    };
    expect(problemsWith({ providers })).toEqual([
      'JIGAP_PROVIDERS_FILE: providers[0] (lab): timeout_seconds must be a whole number from 1 to 3600',
      'JIGAP_PROVIDERS_FILE: providers[0] (lab): openai_fields must be true or false',
      'JIGAP_PROVIDERS_FILE: providers[0] (lab): price_percent must be a whole number from 100 to 1000',
      'JIGAP_PROVIDERS_FILE: providers[0] (lab): "calls_in_fligt" is unknown; did you mean calls_in_flight?',
      'JIGAP_PROVIDERS_FILE: providers[1] (lab): base_url: this is no address of a server; give one such as https://api.openai.com/v1',
      'JIGAP_PROVIDERS_FILE: providers[1] (lab): key_order must be in_order or round_robin',
      'JIGAP_PROVIDERS_FILE: providers[2] must be a JSON object',
      'JIGAP_PROVIDERS_FILE: the file: "provider" is unknown; did you mean providers?',
      'JIGAP_PROVIDERS_FILE: providers[1] (lab): providers[0] has the same name; give each its own',
      'JIGAP_PROVIDERS_FILE: providers[1] (lab): key_env NOT_SET_KEY: the variable is not set; set it in the environment or in .env, or correct its name',
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['no address', { base_url: undefined }, /base_url is missing/],
    [
      'an address with a password',
      { base_url: 'http://me:hunter2@lab/v1' },
      /base_url: an address with a user or a pass/,
    ],
    ['an address with a query', { base_url: 'http://lab/v1?key=x' }, /base_url: an address with a query/],
    [
      'a name with capitals',
      { name: 'Lab' },
      /^JIGAP_PROVIDERS_FILE: providers\[0\]: name must be at most 32 lower-case/,
    ],
    ['no keys in a list', { key_env: [] }, /key_env must be the name of a variable/],
    ['one variable twice', { key_env: ['LAB_KEY', 'LAB_KEY'] }, /key_env names one twice/],
    ['two variables with one key', { key_env: ['LAB_KEY', 'COPY_KEY'] }, /key_env COPY_KEY: it has the same key as/],
    [
      'a setting of jigap as a key',
      { key_env: 'JIGAP_OWNER_TOKEN' },
      /key_env names a setting of jigap or an admin key/,
    ],
    ['an admin key', { key_env: 'OPENAI_ADMIN_KEY' }, /key_env names a setting of jigap or an admin key/],
    ['a key with a space', { key_env: 'SPACED_KEY' }, /key_env SPACED_KEY: it has spaces/],
    ["a student's token", { key_env: 'STUDENT_KEY' }, /key_env STUDENT_KEY: it holds a token that jigap issued/],
    ['a key file that is not there', { key_file: 'no/such' }, /key_file, number 1: the file cannot be read \(ENOENT\)/],
    ['an empty key file', { key_file: '/empty' }, /key_file, number 1: the file is empty/],
    ['a header of jigap', { headers: { Host: 'x' } }, /headers\.Host is written by jigap itself/],
    ['a header twice', { headers: { 'x-a': '1', 'X-A': '2' } }, /headers names one twice/],
    ['a header that splits', { headers: { 'x-a': 'b\r\nhost: c' } }, /headers\.x-a must be a text of visible ASCII/],
    ['headers in a list', { headers: [] }, /headers must be an object/],
    [
      'OpenAI in Europe below its price',
      { base_url: 'https://eu.api.openai.com/v1', key_env: 'LAB_KEY' },
      /price_percent: regional .* give 110/,
    ],
    ['OpenAI without a key', { base_url: 'https://api.openai.com/v1' }, /OpenAI takes no call without a key/],
    ['no calls at all', { calls_in_flight: 0 }, /calls_in_flight must be a whole number from 1 to 100000/],
    ['half a call', { calls_in_flight: 1.5 }, /calls_in_flight must be a whole number/],
  ])('%s', (_name, change, problem) => {
    const env = { LAB_KEY, COPY_KEY: LAB_KEY, SPACED_KEY: 'two words', STUDENT_KEY: `jgp_${'x'.repeat(38)}` };
    const providers = { providers: [{ ...LAB, ...change }] };
    expect(problemsWith({ providers, env, files: { '/empty': '\n' } })).toEqual([expect.stringMatching(problem)]);
  });

  it('is no JSON', () => {
    expect(problemsWith({ providers: `{"providers": [${LAB_KEY}` })).toEqual([
      'JIGAP_PROVIDERS_FILE: the file is not JSON; repair it',
    ]);
    expect(problemsWith({ env: { JIGAP_PROVIDERS_FILE: '/etc/jigap/none' } })).toEqual([
      'JIGAP_PROVIDERS_FILE: the file cannot be read (ENOENT); check the path and who may read it',
    ]);
  });

  it('says what of the environment it would leave unused', () => {
    const openai = { name: 'openai', base_url: 'http://127.0.0.1:1/v1' };
    const env = { OPENAI_BASE_URL: 'http://127.0.0.1:2/v1' };
    expect(problemsWith({ providers: { providers: [openai] }, env })).toEqual([
      'JIGAP_PROVIDERS_FILE: the provider "openai" is in the file, so that OPENAI_API_KEY and OPENAI_BASE_URL would not be used; remove one of the two',
    ]);
  });
});

describe('a key file', () => {
  const folder = makeTempFolder();
  afterAll(() => remove(folder));

  it('is refused while others may read it, and read once they may not', () => {
    const [keyFile, providersFile] = [join(folder, 'lab-key'), join(folder, 'providers.json')];
    writeFileSync(keyFile, LAB_KEY, { mode: 0o644 });
    writeFileSync(providersFile, JSON.stringify({ providers: [{ ...LAB, key_file: 'lab-key' }] }));
    const env = { OPENAI_API_KEY: OPENAI_KEY, JIGAP_PROVIDERS_FILE: providersFile };
    expect(() => loadConfig(env)).toThrow(
      /\(lab\): key_file, number 1: other users .* may read the file; run "chmod 600"/,
    );
    chmodSync(keyFile, 0o600);
    expect(loadConfig(env).providers[1]?.keys.map((key) => key.reveal())).toEqual([LAB_KEY]);
  });
});
